import { en } from "./en";
import { zh } from "./zh";

export type Language = "zh" | "en";
export type MessageKey = keyof typeof zh;
export type Messages = Record<MessageKey, string>;

export const messages: Record<Language, Messages> = { zh, en };

/** BCP 47 tags, for `<html lang>` and for dates and numbers. */
export const locales: Record<Language, string> = { zh: "zh-Hans-CN", en: "en-GB" };

export type Values = Readonly<Record<string, string | number>>;

/** A text with its `{name}` places filled in; a place without a value stays. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
}

/** The message with its places filled in. */
export function translate(language: Language, key: MessageKey, values: Values = {}): string {
  return fill(messages[language][key], values);
}
