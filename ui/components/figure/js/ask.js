// One figure. What draws it comes once for the whole page (offer.js); a figure that is there earlier waits for it.

export default function (component) {
  const stepwise = (globalThis.stepwise ??= { waiting: new Set() });
  let leave;
  const draw = () => { leave = stepwise.figure(component); };
  if (stepwise.figure) draw();
  else stepwise.waiting.add(draw);
  return () => {
    stepwise.waiting.delete(draw);
    leave?.();
  };
}
