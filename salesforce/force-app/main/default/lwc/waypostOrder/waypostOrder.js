import { LightningElement, api, wire } from 'lwc';
import { IsConsoleNavigation, openTab } from 'lightning/platformWorkspaceApi';
import { NavigationMixin } from 'lightning/navigation';
import forRecord from '@salesforce/apex/WaypostEmbedToken.forRecord';
import forOrder from '@salesforce/apex/WaypostEmbedToken.forOrder';

const TALLEST = 10000;

/**
 * The order of a case (or of any record that names one), from Waypost, in a frame. The frame has no cookie: Apex fetches a
 * token for this user and this record, and the frame gets it by message. Messages are taken from that frame and from
 * Waypost's address only, and sent to that address only.
 */
export default class WaypostOrder extends NavigationMixin(LightningElement) {
    /** The record it stands on; none on a tab of its own. */
    @api recordId;
    /** The field of the record that holds the order's number; empty: the case's own number leads to the order. */
    @api orderField;
    /** light, dark, or auto: what the user's system says. */
    @api theme = 'light';

    @wire(IsConsoleNavigation) isConsole;

    src;
    error;
    number;
    height = 320;
    fresh;
    hear = (event) => this.message(event);

    connectedCallback() {
        window.addEventListener('message', this.hear);
        if (this.recordId) this.start();
    }

    disconnectedCallback() {
        window.removeEventListener('message', this.hear);
    }

    /** On a tab of its own the order is asked for. */
    get asks() {
        return !this.recordId;
    }

    get size() {
        return `height:${this.height}px`;
    }

    find(event) {
        event.preventDefault();
        this.number = this.template.querySelector('lightning-input').value;
        if (this.number) this.start();
    }

    async start() {
        this.error = undefined;
        const token = await this.token();
        if (token) this.src = token.url;
    }

    /** A token from Apex, or undefined with the reason shown. The first one also says where the frame stands. */
    async token() {
        try {
            const wanted = this.recordId
                ? forRecord({ recordId: this.recordId, orderField: this.orderField || null })
                : forOrder({ orderNumber: this.number });
            const token = await wanted;
            this.origin = new URL(token.url).origin;
            this.fresh = token.token;
            return token;
        } catch (failed) {
            this.src = undefined;
            this.error = failed?.body?.message || 'Waypost does not answer. Try again in a moment.';
            return undefined;
        }
    }

    message({ source, origin, data }) {
        const frame = this.template.querySelector('iframe');
        if (!frame || source !== frame.contentWindow || origin !== this.origin || !data) return;
        switch (data.waypost) {
            case 'ready':
                this.say({ theme: this.theme === 'auto' ? undefined : this.theme, opens: true });
                if (data.needs) this.hand();
                break;
            case 'renew':
                this.hand();
                break;
            case 'height':
                if (Number.isFinite(data.height)) this.height = Math.min(Math.max(data.height, 0), TALLEST);
                break;
            case 'open':
                if (typeof data.url === 'string' && data.url.startsWith(`${this.origin}/`)) this.open(data);
                break;
            default:
        }
    }

    /** Gives the frame a token: the one that came with its address, once; then a new one each time. */
    async hand() {
        const token = this.fresh || (await this.token())?.token;
        this.fresh = undefined;
        if (token) this.say({ token });
    }

    say(word) {
        const frame = this.template.querySelector('iframe');
        if (frame) frame.contentWindow.postMessage({ waypost: 'host', ...word }, this.origin);
    }

    /** The whole page: in a tab of the console, or of the browser where there is no console or it does not take it. */
    async open({ url, label }) {
        if (this.isConsole === true) {
            try {
                await openTab({ url, label: String(label), focus: true });
                return;
            } catch {
                // A console may refuse addresses of other sites.
            }
        }
        this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url } });
    }
}
