// <waypost-order order="4711"></waypost-order>: the widget of an order, for any page that may frame it ([embed] hosts).
//
// Attributes: order or case (a number); theme (light, dark; none: the reader's system); src (where Waypost is; none: where
// this file came from).
// The page gives the widget its token, from POST /api/v1/embed-tokens through its own server:
//   element.token = async () => (await fetch('/my/waypost-token?order=4711')).text();
// or answers the event: element.addEventListener('waypost-token', (e) => e.detail.respond('wpe1.…'));
// "waypost-open" {url, label} is sent when the whole page is wanted; cancelled, the page opens it itself.
(() => {
  const own = new URL(document.currentScript ? document.currentScript.src : location.href).origin;

  class WaypostOrder extends HTMLElement {
    static observedAttributes = ['order', 'case', 'theme', 'src'];
    #frame;
    #there = false;
    #hear = (event) => this.#message(event);

    connectedCallback() {
      addEventListener('message', this.#hear);
      this.#show();
    }

    disconnectedCallback() {
      removeEventListener('message', this.#hear);
    }

    attributeChangedCallback(name, before, now) {
      if (!this.isConnected || before === now) return;
      if (name === 'theme') this.#say({ theme: now || undefined });
      else this.#show();
    }

    get #origin() {
      return new URL(this.getAttribute('src') || own, location.href).origin;
    }

    #show() {
      const [kind, number] = this.hasAttribute('case') ? ['case', this.getAttribute('case')] : ['order', this.getAttribute('order')];
      if (!this.#frame) {
        const root = this.attachShadow({ mode: 'open' });
        this.#frame = document.createElement('iframe');
        this.#frame.title = 'Waypost';
        this.#frame.allow = 'clipboard-write';
        this.#frame.style.cssText = 'display:block;width:100%;height:20rem;border:0';
        root.append(this.#frame);
      }
      this.#frame.hidden = !number;
      this.#there = false;
      if (number) this.#frame.src = `${this.#origin}/embed/${kind}/${encodeURIComponent(number)}`;
    }

    #say(word) {
      // Before it is there the frame is still ours, and at no address of Waypost's.
      if (this.#there) this.#frame.contentWindow.postMessage({ waypost: 'host', ...word }, this.#origin);
    }

    // Only our own frame, and only while it is at our own address, is listened to.
    #message({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin || !data) return;
      if (data.waypost === 'ready') {
        this.#there = true;
        this.#say({ theme: this.getAttribute('theme') || undefined, opens: true });
        if (data.needs) this.#token();
      } else if (data.waypost === 'renew') {
        this.#token();
      } else if (data.waypost === 'height' && Number.isFinite(data.height)) {
        this.#frame.style.height = `${Math.min(Math.max(data.height, 0), 10000)}px`;
      } else if (data.waypost === 'open' && typeof data.url === 'string' && data.url.startsWith(`${this.#origin}/`)) {
        const detail = { url: data.url, label: String(data.label) };
        const wanted = new CustomEvent('waypost-open', { detail, bubbles: true, composed: true, cancelable: true });
        if (this.dispatchEvent(wanted)) open(data.url, '_blank', 'noopener');
      }
    }

    async #token() {
      const respond = (token) => typeof token === 'string' && this.#say({ token: token.trim() });
      if (typeof this.token === 'function') return respond(await this.token());
      this.dispatchEvent(new CustomEvent('waypost-token', { detail: { respond }, bubbles: true, composed: true }));
    }
  }

  if (!customElements.get('waypost-order')) customElements.define('waypost-order', WaypostOrder);
})();
