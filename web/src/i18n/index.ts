import { en } from "./en";
import { zh } from "./zh";

export type Language = "zh" | "en";
export type MessageKey = keyof typeof zh;
export type Messages = Record<MessageKey, string>;

export const messages: Record<Language, Messages> = { zh, en };

/** BCP 47 tags, for `<html lang>` and for dates and numbers. */
export const locales: Record<Language, string> = { zh: "zh-Hans-CN", en: "en-GB" };

/** The message with its `{name}` places filled in. */
export function translate(
  language: Language,
  key: MessageKey,
  values: Record<string, string | number> = {},
): string {
  return messages[language][key].replace(/\{(\w+)\}/g, (place, name: string) =>
    name in values ? String(values[name]) : place,
  );
}
