// The consoles of the demonstration: they open their frames, answer them, and fetch tokens.
(() => {
  const order = new URLSearchParams(location.search).get('order') || document.querySelector('[name=order]').value;
  const token = async () => (await fetch('/demo/hosts/token', { method: 'POST', body: new URLSearchParams({ order }) })).text();
  const element = document.querySelector('waypost-order');
  element.token = token;
  const theme = element.getAttribute('theme') || undefined;
  document.querySelector('[name=theme]').value = theme || '';

  for (const form of document.querySelectorAll('[data-open]')) {
    form.hidden = true;
    form.submit();
  }
  const waypost = new URL(element.getAttribute('src')).origin;
  addEventListener('message', async ({ source, origin, data }) => {
    const frame = [...document.querySelectorAll('main iframe')].find((one) => one.contentWindow === source);
    if (!frame || origin !== waypost) return;
    const say = (word) => source.postMessage({ waypost: 'host', ...word }, waypost);
    // Canvas speaks a language of its own: its height comes as a text.
    if (typeof data === 'string') {
      const { targetModule, body } = JSON.parse(data);
      if (targetModule === 'Canvas' && body.type === 'resize') frame.style.height = body.size.height;
    } else if (frame.name === 'posted') {
      if (data.waypost === 'ready') say({ theme });
      if (data.waypost === 'height') frame.style.height = `${data.height}px`;
      if (data.waypost === 'renew') say({ token: await token() });
    }
  });
})();
