import { words } from "../i18n/t.js";
import {
  chooseLanguage,
  chooseTheme,
  language,
  languages,
  theme,
  themes,
} from "../state/preferences.js";

/** Language and theme, on this device. */
export function SettingsLook() {
  const say = words.value;
  const themeNames = { system: say.themeSystem, light: say.themeLight, dark: say.themeDark };
  // Each in itself: who can't read the page finds it.
  const languageNames = { en: "English", ru: "Русский" };
  return (
    <div class="entry">
      <Choice
        title={say.language}
        name="language"
        chosen={language.value}
        choices={languages.map((one) => ({ value: one, label: languageNames[one], lang: one }))}
        onChoose={chooseLanguage}
      />
      <Choice
        title={say.theme}
        name="theme"
        chosen={theme.value}
        choices={themes.map((one) => ({ value: one, label: themeNames[one] }))}
        onChoose={chooseTheme}
      />
      <p class="muted small">{say.lookHint}</p>
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  title: string;
  name: string;
  chosen: string;
  choices: readonly { value: Value; label: string; lang?: string }[];
  onChoose: (value: Value) => void;
}

function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { title, name, chosen, choices, onChoose } = props;
  return (
    <fieldset class="choice">
      <legend>{title}</legend>
      {choices.map(({ value, label, lang }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            checked={chosen === value}
            onChange={() => {
              onChoose(value);
            }}
          />
          <span lang={lang}>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
