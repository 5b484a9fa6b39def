// The widget: follows its order while it is seen, copies, and tells the console around it its height.
// Without it the widget is plain HTML.
(() => {
  const root = document.documentElement;
  const main = document.querySelector('main');
  const form = document.getElementById('self');
  const told = document.querySelector('[role=status][data-on]');
  const data = root.dataset;
  const { theme, tries } = form.elements;
  const framed = parent !== window;
  const hosts = (data.hosts || '').split(' ');
  let version = data.version;
  let host, opens, stream, timer, asking, tall;
  let seen = true;
  let pause = 500;

  // The console. Only those that may frame us are listened to; "*" hears no more than that we are here.
  const allowed = (origin) =>
    hosts.some((pattern) => {
      const [start, end] = pattern.split('*');
      return end ? origin.startsWith(start) && origin.endsWith(end) && origin.length > start.length + end.length : origin === pattern;
    });
  const say = (waypost, more) => framed && host && parent.postMessage({ waypost, ...more }, host);
  const grow = () => {
    const height = Math.ceil(main.getBoundingClientRect().height);
    say('height', { height });
    if (framed && data.origin && height !== tall && allowed(data.origin)) {
      const client = { instanceId: data.instance, targetOrigin: data.origin };
      const body = { type: 'resize', config: { client }, size: { height: height + 'px' } };
      parent.postMessage(JSON.stringify({ seq: 1, src: 'client', clientVersion: '39.0', body, targetModule: 'Canvas' }), data.origin);
    }
    tall = height;
  };
  addEventListener('message', ({ source, origin, data: word }) => {
    if (source !== parent || !word || word.waypost !== 'host' || !allowed(origin)) return;
    host = origin;
    if (word.theme === 'light' || word.theme === 'dark') data.theme = theme.value = word.theme;
    if (word.opens !== undefined) opens = word.opens;
    if (typeof word.token === 'string') take(word.token);
    grow();
  });
  const take = (fresh) => {
    for (const input of document.getElementsByName('token')) input.value = fresh;
    if ('needs' in data) {
      tries.value = +tries.value + 1;
      form.submit();
    } else if (version) {
      later(0);
    }
  };

  // Live. A widget that nobody sees holds no connection: a browser has few, and a console many tabs.
  const mark = (on) => told && (told.querySelector('span').textContent = ', ' + (on ? told.dataset.on : told.dataset.off));
  const ask = async (path) => {
    try {
      const answer = await fetch(path, { method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'omit' });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return { status: 0 };
    }
  };
  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(connect, ms);
  };
  // Once something was lost it may be lost for a while: at once it is asked for often, then less and less.
  const again = () => later((pause = Math.min(pause * 2, 15000)));
  const close = () => {
    clearTimeout(timer);
    if (stream) stream.close();
    stream = undefined;
  };
  const renew = async () => {
    if ('renews' in data) {
      const answer = await ask('/embed/renew');
      if (answer.status === 200) return take(answer.text);
    }
    say('renew');
    later(15000);
  };
  const connect = async () => {
    if (stream || asking || !seen || document.hidden) return;
    asking = true;
    const answer = await ask('/embed/ticket');
    asking = false;
    if (answer.status !== 200) {
      mark(false);
      return answer.status === 204 ? renew() : again();
    }
    stream = new EventSource(`/embed/live?v=${version}&ticket=${answer.text}`);
    stream.onopen = () => {
      pause = 500;
      mark(true);
    };
    stream.onerror = () => {
      close();
      mark(false);
      again();
    };
    stream.addEventListener('order', refresh);
    stream.addEventListener('end', () => {
      close();
      renew();
    });
  };
  const refresh = async () => {
    const answer = await ask(form.action);
    if (answer.status === 404) return form.submit();
    if (answer.status !== 200) return later(5000);
    const page = new DOMParser().parseFromString(answer.text, 'text/html');
    version = page.documentElement.dataset.version;
    if (!version) return form.submit();
    const parts = (of) => [...of.querySelectorAll('[data-live]')];
    const [old, fresh] = [parts(main), parts(page)];
    const names = (of) => of.map((part) => part.dataset.live).join();
    if (names(old) === names(fresh)) old.forEach((part, i) => part.innerHTML !== fresh[i].innerHTML && part.replaceWith(fresh[i]));
    else {
      old.forEach((part) => part.remove());
      main.append(...fresh);
    }
    told.querySelector('time').replaceWith(page.querySelector('[role=status] time'));
    mark(stream);
  };

  document.addEventListener('click', async (event) => {
    const link = event.target.closest('[data-open]');
    if (link && host && opens) {
      event.preventDefault();
      return say('open', { url: link.href, label: link.dataset.open });
    }
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    // The older way first: it asks nobody, and a console may not let its frames use the newer one.
    const words = getSelection();
    words.selectAllChildren(button.closest('section').querySelector('blockquote'));
    if (!document.execCommand('copy')) await navigator.clipboard.writeText(button.dataset.copy);
    words.removeAllRanges();
    button.querySelector('span').textContent = button.dataset.done;
  });

  new ResizeObserver(grow).observe(main);
  if (version) {
    const watch = () => (seen && !document.hidden ? later(0) : (close(), mark(false)));
    new IntersectionObserver(([entry]) => {
      seen = entry.isIntersecting;
      watch();
    }).observe(main);
    document.addEventListener('visibilitychange', watch);
  }
  if (framed) parent.postMessage({ waypost: 'ready', needs: 'needs' in data && tries.value < 3 }, '*');
})();
