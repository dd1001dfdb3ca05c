// Each list of Dash has a second stop for the keyboard, a field that screen readers are told to pass over.
new MutationObserver(() => {
  for (const field of document.querySelectorAll('.dash-dropdown-focus-target[tabindex="0"]')) field.tabIndex = -1;
}).observe(document, { childList: true, subtree: true });
