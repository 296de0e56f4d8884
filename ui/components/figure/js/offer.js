// Figures of this page draw with this: those that were there earlier have waited for it.

const drawn = new CSSStyleSheet();
drawn.replaceSync(STYLE);

const stepwise = (globalThis.stepwise ??= { waiting: new Set() });
stepwise.figure = (component) => {
  component.parentElement.getRootNode().adoptedStyleSheets = [drawn];
  return figure(component);
};
stepwise.waiting.forEach((draw) => draw());
stepwise.waiting.clear();
