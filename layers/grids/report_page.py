"""The report of a plan of grids for people, in Chinese: one page that needs no other file."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import numpy as np

from layers.grids.divide_plan import Plan
from layers.grids.group import balance
from layers.grids.report_picture import histogram

__all__ = ["page"]

STYLE = """
body{font:15px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;
margin:2em auto;max-width:1240px;padding:0 1em;color:#222}
table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:.2em .7em;text-align:right}
th{background:#f3f3f3}td:first-child,th:first-child{text-align:left}
figure{margin:1em 0}figure>svg{width:100%;height:auto;border:1px solid #ddd}
"""
QUANTILES = ("最小", "5%", "25%", "中位", "75%", "95%", "最大")
PARTS = {"area": "面积", "addresses": "地址数", "events": "历史事件数"}
LEGEND = (
    "红线：单元网格（超过两万个时不画）；蓝线与底色：责任网格；黑线：社区界；"
    "绿色：整体保留的地块；灰色：建筑；白线：道路。"
)


def page(plan: Plan, figures: Mapping[str, Any], map_svg: str) -> str:
    """The page as HTML."""
    title = f"{plan.place.name}网格划分报告"
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1>"
        + "".join(_body(plan, figures, map_svg))
        + "</html>\n"
    )


def _body(plan: Plan, figures: Mapping[str, Any], map_svg: str) -> Iterator[str]:
    units, duties, target = figures["unit_grids"], figures["duty_grids"], plan.wishes.options.target
    loads, _ = balance(plan.duty.of, plan.load)
    yield _table(("项目", "数值"), _facts(plan, figures))
    yield f"<h2>网格图</h2><figure>{map_svg}</figure><p>{LEGEND}</p>"
    yield "<h2>单元网格面积（平方米）</h2>"
    yield _table(QUANTILES, [[f"{value:,.0f}" for value in units["area_m2"]]])
    yield histogram(plan.division.area, 3 * target)
    yield "<h2>紧凑度</h2><p>4π×面积÷周长²：圆为 1，正方形为 0.79，越小越狭长。</p>"
    yield _table(QUANTILES, [[f"{value:.2f}" for value in units["compactness"]]])
    yield "<h2>责任网格工作量</h2>"
    parts = "、".join(f"{PARTS[name]} {weight:g}" for name, weight in plan.wishes.weights.items())
    yield f"<p>1 为一个单元网格的平均工作量；权重：{parts}。</p>"
    yield _table(QUANTILES, [[f"{value:.1f}" for value in duties["load"]]])
    yield histogram(loads, float(np.ceil(loads.max())))
    yield "<h2>各社区</h2>"
    head = ("社区", "编码", "单元网格", "平均面积", "责任网格", "最大÷平均工作量")
    yield _table(head, _communities(plan))


def _facts(plan: Plan, figures: Mapping[str, Any]) -> Iterator[list[str]]:
    units, duties = figures["unit_grids"], figures["duty_grids"]
    yield ["区域", f"{plan.place.name}（{plan.place.code}）"]
    yield ["社区数", f"{figures['communities']:,}"]
    yield ["没有界线的社区", "、".join(figures["communities_without_outline"]) or "无"]
    yield ["单元网格数", f"{units['count']:,}"]
    yield ["目标面积", f"{figures['target_m2']:,.0f} 平方米"]
    yield ["平均面积", f"{units['mean_m2']:,.0f} 平方米"]
    yield ["无缝无重叠", "是" if units["seamless"] else "否"]
    yield ["网格界穿过的建筑", f"{units['buildings_cut']:,}"]
    yield ["社区界穿过的建筑", f"{units['buildings_cut_by_communities']:,}"]
    yield ["小于最小面积的网格", f"{units['below_least']:,}"]
    yield ["责任网格数", f"{duties['count']:,}"]
    yield ["责任网格最大÷平均工作量", f"{duties['max_over_mean']:.2f}"]
    yield ["其中由多个单元网格组成的", f"{duties['max_over_mean_of_several']:.2f}"]
    yield ["单独超出目标工作量的单元网格", "、".join(duties["unit_grids_above_a_duty_grid"][:10]) or "无"]
    for name, total in figures["totals"].items():
        yield [f"{PARTS[name]}合计", f"{total:,}" + (" 平方米" if name == "area" else "")]


def _communities(plan: Plan) -> Iterator[list[str]]:
    """A row for each community; evenness of a community that shares its duty grids is that of the street."""
    for n, (code, name) in enumerate(zip(plan.place.town.codes, plan.place.names, strict=True)):
        own = plan.division.community == n
        if not own.any():
            yield [name, code, "0", "", "", ""]
            continue
        groups = np.unique(plan.duty.of[own], return_inverse=True)[1]
        evenness = balance(groups, plan.load[own])[1]
        mean = plan.division.area[own].mean()
        yield [name, code, f"{own.sum():,}", f"{mean:,.0f}", str(groups.max() + 1), f"{evenness:.2f}"]


def _table(head: tuple[str, ...], rows: Any) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"
