import { type InjectionKey, inject, reactive } from "vue";
import { type Language, type MessageKey, translate } from "./i18n";

export type Theme = "light" | "dark";

/** What the user chose for the whole page; the only state that components share. */
export interface Preferences {
  language: Language;
  theme: Theme;
  /** Layers switched by hand: name to visible. A layer that isn't here shows as the style says. */
  switched: Record<string, boolean>;
}

export interface Store {
  readonly preferences: Readonly<Preferences>;
  setLanguage: (language: Language) => void;
  setTheme: (theme: Theme) => void;
  switchLayer: (name: string, visible: boolean) => void;
  /** A text of the page in the chosen language. */
  t: (key: MessageKey, values?: Record<string, string | number>) => string;
}

const LANGUAGE_KEY = "onemap.language";
const THEME_KEY = "onemap.theme";

/** Read the stored choices, or start in Chinese with the system's light or dark. */
function initial(storage: Storage, systemDark: boolean): Preferences {
  const theme = storage.getItem(THEME_KEY);
  return {
    language: storage.getItem(LANGUAGE_KEY) === "en" ? "en" : "zh",
    theme: theme === "light" || theme === "dark" ? theme : systemDark ? "dark" : "light",
    switched: {},
  };
}

export function createStore(storage: Storage, systemDark: boolean): Store {
  const preferences = reactive(initial(storage, systemDark));
  return {
    preferences,
    setLanguage(language) {
      preferences.language = language;
      storage.setItem(LANGUAGE_KEY, language);
    },
    setTheme(theme) {
      preferences.theme = theme;
      storage.setItem(THEME_KEY, theme);
    },
    switchLayer(name, visible) {
      preferences.switched[name] = visible;
    },
    t: (key, values) => translate(preferences.language, key, values),
  };
}

export const storeKey: InjectionKey<Store> = Symbol("store");

/** The store of this page; a component outside the app is a programming error. */
export function useStore(): Store {
  const store = inject(storeKey);
  if (!store) throw new Error("no store provided");
  return store;
}
