/**
 * What to do about an error, by the end of its `type` (problem), and the service's own sentences that users of the
 * desk meet (said): Chinese, then English.
 */
export const PROBLEM_WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  "problem.invalid": [
    "服务不接受所给的内容，请核对后再提交。",
    "Correct what was given, then send it again.",
  ],
  "problem.malformed": ["请求无法读取，请刷新页面后再试。", "Reload the page and try again."],
  "problem.not-found": [
    "编号可能有误，或者已不存在。",
    "The code may be wrong, or what it meant is there no more.",
  ],
  "problem.method-not-allowed": [
    "页面与服务的版本不一致，请刷新页面。",
    "Page and service differ in version: reload.",
  ],
  "problem.conflict": [
    "内容已被他人改动，请核对最新情况后再办。",
    "Somebody else has changed it: look again first.",
  ],
  "problem.changed": [
    "内容在读取之后已被改动，请核对最新情况后再办。",
    "It has changed since it was read: look again.",
  ],
  "problem.needs-tag": [
    "页面与服务的版本不一致，请刷新页面。",
    "Page and service differ in version: reload.",
  ],
  "problem.media-type": ["服务不收这种格式的内容。", "The service doesn't take this format."],
  "problem.altered": [
    "数据库与服务的版本不一致，请告诉管理员。",
    "Database and service differ in version: tell the administrator.",
  ],
  "problem.forbidden": [
    "所选的办理岗位不能办这一步，请换一个岗位。",
    "This post may not take the step: choose another.",
  ],
  "problem.unauthorized": ["密钥不对或没有给出，请重新输入。", "Give the right key."],
  "problem.too-large": ["内容太大，请减小后再提交。", "Send less at once."],
  "problem.unavailable": ["服务或数据库正在启动或维护，请稍后重试。", "Wait a moment, then try again."],
  "problem.range": ["所要的字节范围不存在，请重新获取。", "Ask for the whole file again."],
  "problem.busy": ["同时的请求太多，请稍后重试。", "Wait a moment, then try again."],
  "problem.timeout": ["查询用时过长，请缩小范围后重试。", "Ask for less, then try again."],
  "problem.internal": [
    "服务内部出错，请把下面的请求编号告诉管理员。",
    "Tell the administrator the request's number.",
  ],
  "problem.http": ["服务拒绝了这个请求。", "The service refused."],
  "said.the address is not in the library": [
    "地址库里没有这个地址。请写到门牌号，或在地图上选点。",
    "The address is not in the library. Give it down to the door plate, or choose the point on the map.",
  ],
  "said.the address is not certain": [
    "这个地址可能指多处。请从输入时的候选中选一个，或在地图上选点。",
    "The address may mean several places. Choose one of those offered while typing, or the point on the map.",
  ],
  "said.the point is in no district of this city": [
    "地点不在本市范围内。",
    "The point lies outside the city.",
  ],
  "said.a deadline can only be put off, into the future": [
    "新时限须晚于原时限和现在。",
    "The new deadline must be later than the old one and than now.",
  ],
  "said.the class has no time limit for this condition": [
    "这个类别没有这种适用条件，请重新选择。",
    "The class has no such condition: choose again.",
  ],
  "said.component_code: nothing has this code": [
    "没有这个编码的部件。",
    "There is no component with this code.",
  ],
  "said.duplicate_of: nothing has this code": [
    "没有这个编号的其他案件，请核对重复案件的编号。",
    "No other case has this number: check it.",
  ],
  "said.the district has no event numbers left today": [
    "本区今天的案件编号已用完。",
    "The district has no case numbers left today.",
  ],
  "said.the file is empty or too large": [
    "文件是空的，或超过 20 MB。",
    "The file is empty, or larger than 20 MB.",
  ],
  "said.the name of the file does not end as its kind does": [
    "文件的扩展名与类型不符。",
    "The end of the file's name doesn't fit its kind.",
  ],
  "said.too many cells": [
    "格子太多，请选较小的区域或较粗的六边形。",
    "Too many cells: choose a smaller area.",
  ],
  "said.the key is not the one of this installation": ["密钥不对，请核对。", "This is not the key."],
};
