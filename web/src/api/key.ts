import { type Ref, ref } from "vue";

/** The admin key of whoever may see and change internal things. */
export interface Key {
  /** Null while nobody has given one. */
  readonly value: Readonly<Ref<string | null>>;
  keep: (text: string) => void;
  forget: () => void;
}

const NAME = "onemap.key";

/** A key that lives as long as its storage: given the session's, until the tab is closed. */
export function createKey(storage: Storage): Key {
  const value = ref(storage.getItem(NAME));
  return {
    value,
    keep(text) {
      value.value = text;
      storage.setItem(NAME, text);
    },
    forget() {
      value.value = null;
      storage.removeItem(NAME);
    },
  };
}
