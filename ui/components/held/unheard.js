// A press that the server has not heard when the connection is found to be lost: told at the foot of the page once there
// is a server again, with a way to press again. It is not pressed by itself: the server may have heard it after all.

const UNHEARD = 'unheard';
let pressed = null;
let lost = null;

// Streamlit's own buttons, and the one that hands in a figure, which stands in the figure's own tree.
const OWN = '[data-testid=stButton] button, [data-testid=stFormSubmitButton] button';
const CHECK = 'button.check';
// A field that is left takes away what it said of Enter: no word from the server.
const FIELD = '[data-testid=stTextInput], [data-testid=stTextArea], [data-testid=stNumberInput]';

const figureOf = (box) => [...(box?.querySelectorAll('*') ?? [])].find(({ shadowRoot }) => shadowRoot)?.shadowRoot;

const buttonOf = (name) => {
  const box = name && boxOfClass(name);
  return (box && (box.querySelector(OWN) ?? figureOf(box)?.querySelector(CHECK))) || null;
};

const onButton = (event) => {
  const [target] = event.composedPath();
  const own = target.closest?.(OWN);
  const asked = own ?? target.closest?.(CHECK);
  if (!asked || asked.disabled) return;
  const label = (own ? asked.querySelector('p') : asked)?.textContent ?? '';
  pressed = { name: boxClass(own ?? event.target), label };
};

const pressAgain = (name) => {
  const asked = buttonOf(name);
  if (asked?.matches(CHECK)) asked.disabled = false; // it waits for the answer that did not come
  asked?.click();
};

const offerUnheard = ({ name, label }) => {
  const stepwise = globalThis.stepwise;
  const answer = (wanted) => { if (wanted) pressAgain(name); };
  (stepwise.passed ??= new Map()).set(UNHEARD, { label, text: '', answer, there: () => buttonOf(name), unheard: true });
  showPassed();
};

const heard = () => {
  pressed = null;
  globalThis.stepwise.passed?.delete(UNHEARD);
  showPassed();
};

// A run can be over before its state is shown: then the server is heard by what it draws.
const onDrawn = (app) => (changes) => {
  const drawn = changes.some(({ target }) => !target.closest(FIELD));
  if (pressed && drawn && app.dataset.testConnectionState === 'CONNECTED') heard();
};

const onState = (app) => () => {
  const { testScriptState: script, testConnectionState: connection } = app.dataset;
  if (connection !== 'CONNECTED') {
    [lost, pressed] = [pressed ?? lost, null];
  } else if (pressed) {
    heard();
  } else if (lost && script === 'notRunning') {
    offerUnheard(lost);
    lost = null;
  }
};

const hearPresses = () => {
  const app = document.querySelector('[data-testid=stApp]');
  if (!app) return;
  const attributeFilter = ['data-test-script-state', 'data-test-connection-state'];
  new MutationObserver(onState(app)).observe(app, { attributeFilter });
  const page = app.querySelector('[data-testid=stMain]');
  if (page) new MutationObserver(onDrawn(app)).observe(page, { childList: true, subtree: true });
  document.addEventListener('click', onButton, true);
};
