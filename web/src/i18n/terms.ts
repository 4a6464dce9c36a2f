import type { Language } from ".";

/** Words of the service's closed sets, `set.word`, in Chinese and English. */
const TERMS: Readonly<Record<string, readonly [string, string]>> = {
  "level.province": ["省", "Province"],
  "level.city": ["市", "City"],
  "level.district": ["区县", "District"],
  "level.street": ["街道", "Street office"],
  "level.community": ["社区", "Community"],
  "level.road": ["道路", "Road"],
  "level.lane": ["巷弄", "Lane"],
  "level.estate": ["小区", "Estate"],
  "level.plate": ["门牌", "Door plate"],
  "level.compound": ["院落", "Compound"],
  "level.building": ["楼栋", "Building"],
  "level.unit": ["单元", "Unit"],
  "level.floor": ["楼层", "Floor"],
  "level.room": ["户室", "Room"],
  "level.poi": ["兴趣点", "Place"],
  "state.reported": ["已上报", "Reported"],
  "state.filed": ["已立案", "Filed"],
  "state.dispatched": ["已派遣", "Dispatched"],
  "state.handled": ["已处置", "Handled"],
  "state.checked": ["已核查", "Checked"],
  "state.closed": ["已结案", "Closed"],
  "state.rejected": ["不予立案", "Rejected"],
  "state.intact": ["完好", "intact"],
  "state.damaged": ["破损", "damaged"],
  "state.lost": ["丢失", "lost"],
  "state.abandoned": ["废弃", "abandoned"],
  "state.removed": ["移除", "removed"],
  "state.proposed": ["拟编", "proposed"],
  "state.active": ["在用", "active"],
  "state.retired": ["停用", "retired"],
  "state.merged": ["已合并", "merged"],
  "reported_by.collector": ["采集员", "field collector"],
  "reported_by.hotline": ["12345 热线", "city hotline"],
  "reported_by.public": ["公众", "public"],
  "reported_by.leader": ["领导批示", "leader's note"],
  "reported_by.department": ["部门批转", "department"],
  "reported_by.camera": ["视频", "camera"],
  "reported_by.drone": ["无人机", "drone"],
  "reported_by.sensor": ["物联感知", "sensor"],
  "accuracy.surveyed": ["实测", "surveyed"],
  "accuracy.plate": ["门牌", "door plate"],
  "accuracy.building": ["楼栋", "building"],
  "accuracy.interpolated": ["内插", "interpolated"],
  "accuracy.centroid": ["中心点", "centroid"],
  "class.motorway": ["高速公路", "motorway"],
  "class.trunk": ["快速路", "trunk road"],
  "class.primary": ["主干路", "primary road"],
  "class.secondary": ["次干路", "secondary road"],
  "class.tertiary": ["支路", "tertiary road"],
  "class.residential": ["居住区道路", "residential road"],
  "class.service": ["辅路", "service road"],
  "class.path": ["小径", "path"],
  "status.401": ["需要密钥", "Key needed"],
  "status.403": ["没有权限", "Not allowed"],
  "status.404": ["没有找到", "Not found"],
  "status.413": ["请求太大", "Request too large"],
  "status.422": ["请求无效", "Invalid request"],
  "status.429": ["请求太多，请稍后再试", "Too many requests, try again later"],
  "status.500": ["服务出错", "The service failed"],
  "status.503": ["服务暂时不可用", "The service is unavailable for now"],
  "status.504": ["查询超时", "The query took too long"],
};

/** Names of the catalogue's groups in English; the catalogue itself gives them in Chinese. */
const GROUPS: Readonly<Record<string, string>> = {
  底图: "Base map",
  行政区划: "Areas",
  网格: "Grids",
  标准地址: "Addresses",
  一标三实: "Registers",
  城市部件: "Components",
  城市事件: "Events",
  感知: "Sensing",
  CIM: "CIM",
  栅格: "Rasters",
};

/** Names of fields in Chinese; the catalogue explains each in English. */
const FIELDS: Readonly<Record<string, string>> = {
  code: "编码",
  name: "名称",
  full_name: "全称",
  full_text: "标准地址",
  parent_code: "上级编码",
  scheme: "编码体系",
  kind: "类型",
  class: "等级",
  class_code: "类别代码",
  class_name: "类别",
  edition: "标准版本",
  state: "状态",
  source: "数据来源",
  data_source: "采集方式",
  valid_from: "生效时间",
  area_code: "所属社区",
  district_code: "区",
  street_code: "街道",
  community_code: "社区",
  unit_grid_code: "单元网格",
  duty_grid_code: "责任网格",
  composite_grid_code: "综合网格",
  body_code: "责任单位",
  department_code: "主管部门",
  owner_code: "权属单位",
  maintainer_code: "养护单位",
  road_code: "道路编码",
  address_code: "地址编码",
  address_text: "位置描述",
  building_code: "楼栋编码",
  model_code: "来源模型",
  accuracy: "定位精度",
  attributes: "专有属性",
  area_m2: "面积",
  land_use: "用地类型",
  use: "用途",
  width_m: "宽度",
  height: "高度",
  base_height: "地面高程",
  storeys_above: "地上层数",
  storeys_below: "地下层数",
  year_built: "建成年份",
  area_measured: "实测面积",
  area_declared: "登记面积",
  cim_level: "CIM 级别",
  initial_date: "初始日期",
  change_date: "变更日期",
  reported_by: "上报来源",
  reported_at: "上报时间",
  urgent: "紧急",
  supervised: "督办",
  deadline: "处置时限",
  closed_at: "结案时间",
  unit: "计量单位",
  heading: "朝向",
  note: "备注",
  description: "描述",
};

const UNITS_ZH: Readonly<Record<string, string>> = { m: "米", "m²": "平方米" };

/** The text for a word of a closed set, such as `state` and `closed`; `otherwise` when it is new to the page. */
export function term(set: string, word: string, language: Language, otherwise = word): string {
  const pair = Object.hasOwn(TERMS, `${set}.${word}`) ? TERMS[`${set}.${word}`] : undefined;
  return pair?.[language === "zh" ? 0 : 1] ?? otherwise;
}

export function groupName(group: string, language: Language): string {
  return language === "en" ? (GROUPS[group] ?? group) : group;
}

/** How a field is called: Chinese from this table, English from the catalogue; its column name when neither knows. */
export function fieldName(name: string, meaning: string | undefined, language: Language): string {
  return (language === "zh" ? FIELDS[name] : undefined) ?? meaning ?? name;
}

/** A unit as written after a value; formats such as "RFC 3339" are no units to a reader. */
export function unitText(unit: string | null | undefined, language: Language): string {
  if (!unit || unit.startsWith("RFC")) return "";
  return ` ${language === "zh" ? (UNITS_ZH[unit] ?? unit) : unit}`;
}
