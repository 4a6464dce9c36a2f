"""The map page, as it was built from `web/`."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from gis_api.state import Config
from layers.errors import NotFound

__all__ = ["mount", "router"]

router = APIRouter(include_in_schema=False)

NOT_BUILT = """<!doctype html>
<html lang="zh-Hans">
<meta charset="utf-8">
<title>城市一张图</title>
<h1>页面尚未构建 · The page is not built</h1>
<p>在代码目录运行 <code>make up</code>，或：<code>cd web &amp;&amp; npm ci &amp;&amp; npm run build</code></p>
<p>Run <code>make up</code> in the checkout. The API is there: <a href="/docs">/docs</a></p>
</html>
"""


class Unchanging(StaticFiles):
    """Files whose names change with their content."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, to be kept for a year."""
        response: Response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def mount(app: FastAPI, page: Path) -> None:
    """Serve the files of the page; they may also be built later."""
    app.mount("/assets", Unchanging(directory=page / "assets", check_dir=False))
    app.mount("/swagger", StaticFiles(directory=page / "swagger", check_dir=False))


@router.get("/")
def read_page(settings: Config) -> Response:
    """The map page, or how to build it."""
    index = settings.page / "index.html"
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, status_code=503, headers={"Cache-Control": "no-store"})
    return FileResponse(index, headers={"Cache-Control": "no-cache"})


@router.get("/favicon.svg")
def read_icon(settings: Config) -> Response:
    """The icon of the page."""
    icon = settings.page / "favicon.svg"
    if not icon.is_file():
        raise NotFound("the page is not built", hint="run: make up")
    return FileResponse(icon)
