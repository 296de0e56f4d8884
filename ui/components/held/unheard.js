// A press that the server has not heard when the connection is found to be lost: told at the foot of the page once there
// is a server again, with a way to press again. It is not pressed by itself: the server may have heard it after all.

const UNHEARD = 'unheard';
let pressed = null;
let lost = null;

const buttonOf = (name) => (name && boxOfClass(name)?.querySelector('button')) || null;

const onButton = ({ target }) => {
  const asked = target.closest?.('[data-testid=stButton] button, [data-testid=stFormSubmitButton] button');
  if (asked && !asked.disabled) pressed = { name: boxClass(asked), label: asked.querySelector('p')?.textContent ?? '' };
};

const offerUnheard = ({ name, label }) => {
  const stepwise = globalThis.stepwise;
  const answer = (wanted) => { if (wanted) buttonOf(name)?.click(); };
  (stepwise.passed ??= new Map()).set(UNHEARD, { label, text: '', answer, there: () => buttonOf(name), unheard: true });
  showPassed();
};

const heard = () => {
  pressed = null;
  globalThis.stepwise.passed?.delete(UNHEARD);
  showPassed();
};

// A run can be over before its state is shown: then the server is heard by what it draws.
const onDrawn = (app) => () => {
  if (pressed && app.dataset.testConnectionState === 'CONNECTED') heard();
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
