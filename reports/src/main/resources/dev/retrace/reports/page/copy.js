'use strict';
/* Copies or saves the words of an element. A page from disk may have no clipboard: then they are selected. */
(() => {
  const words = (id) => document.getElementById(id).textContent;
  const select = (id) => {
    const selection = getSelection();
    selection.removeAllRanges();
    const range = document.createRange();
    range.selectNodeContents(document.getElementById(id));
    selection.addRange(range);
    return document.execCommand('copy');
  };
  document.querySelectorAll('[data-copy]').forEach((button) => {
    const said = button.closest('.copied').querySelector('.said');
    const tell = (copied) => { said.textContent = copied ? 'Copied.' : 'Selected; copy it with the keyboard.'; };
    button.addEventListener('click', () => {
      const id = button.dataset.copy;
      if (!navigator.clipboard) { tell(select(id)); return; }
      navigator.clipboard.writeText(words(id)).then(() => tell(true), () => tell(select(id)));
    });
  });
  document.querySelectorAll('[data-save]').forEach((button) => {
    button.addEventListener('click', () => {
      retrace.save(button.dataset.file, new Blob([words(button.dataset.save)], { type: 'application/x-bibtex' }));
    });
  });
})();
