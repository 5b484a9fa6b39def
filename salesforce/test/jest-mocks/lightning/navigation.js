// What a component navigates to is noted in `navigated`.
export const navigated = jest.fn();
const Navigate = Symbol('Navigate');

export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](reference) {
      navigated(reference);
    }
  };
NavigationMixin.Navigate = Navigate;
