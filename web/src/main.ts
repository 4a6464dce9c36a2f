import { createApp } from "vue";
import App from "./App.vue";
import { createStore, storeKey } from "./store";
import "./styles/tokens.css";
import "./styles/base.css";

const systemDark = matchMedia("(prefers-color-scheme: dark)").matches;
createApp(App).provide(storeKey, createStore(localStorage, systemDark)).mount("#app");
