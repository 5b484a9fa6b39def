import { LightningElement, api, wire } from 'lwc';
import { IsConsoleNavigation, openTab } from 'lightning/platformWorkspaceApi';
import { NavigationMixin } from 'lightning/navigation';
import forRecord from '@salesforce/apex/WaypostEmbedToken.forRecord';
import forOrder from '@salesforce/apex/WaypostEmbedToken.forOrder';
import TITLE from '@salesforce/label/c.Waypost_Title';
import ORDER_NUMBER from '@salesforce/label/c.Waypost_OrderNumber';
import FIND from '@salesforce/label/c.Waypost_Find';
import TRY_AGAIN from '@salesforce/label/c.Waypost_TryAgain';
import LOADING from '@salesforce/label/c.Waypost_Loading';
import RENEWAL_FAILED from '@salesforce/label/c.Waypost_RenewalFailed';
import UNEXPECTED from '@salesforce/label/c.Waypost_Unexpected';

const TALLEST = 10000;
const FIRST_HEIGHT = 320;

/**
 * The order of a case (or of any record that names one), from Waypost, in a frame. The frame has no cookie: Apex fetches a
 * token for this user and this record, and the frame gets it by message. Messages are taken from that frame and from
 * Waypost's address only, and sent to that address only.
 *
 * Each look-up has a number. An answer that is not that of the newest look-up is thrown away: the user has gone on to another
 * record or order since. A frame belongs to one look-up too, so that it never gets the token of another record.
 */
export default class WaypostOrder extends NavigationMixin(LightningElement) {
    /** light, dark, or auto: what the user's system says. */
    @api theme = 'light';

    @wire(IsConsoleNavigation) isConsole;

    labels = { TITLE, ORDER_NUMBER, FIND, TRY_AGAIN, LOADING };

    /** None, or the one frame: a list, so that another order gets another frame and not the old one with a new address. */
    frames = [];
    loading = false;
    error;
    notice;
    height = FIRST_HEIGHT;

    record;
    field;
    number;
    connected = false;
    newest = 0;
    unused;
    origin;
    receive = (event) => this.message(event);

    /** The record it stands on; none on a tab of its own. It may come late, and change. */
    @api
    get recordId() {
        return this.record;
    }
    set recordId(value) {
        if (value === this.record) return;
        this.record = value;
        this.restart();
    }

    /**
     * The field of the record that holds the order's number, or a path to one: Order__r.OrderNumber. Empty: the case's own
     * number leads to the order.
     */
    @api
    get orderField() {
        return this.field;
    }
    set orderField(value) {
        if (value === this.field) return;
        this.field = value;
        if (this.record) this.restart();
    }

    connectedCallback() {
        this.connected = true;
        window.addEventListener('message', this.receive);
        if (this.record || this.number) this.start();
    }

    disconnectedCallback() {
        this.connected = false;
        window.removeEventListener('message', this.receive);
        this.clear();
    }

    /** On a tab of its own the order is asked for. */
    get asks() {
        return !this.record;
    }

    get size() {
        return `height:${this.height}px`;
    }

    find(event) {
        event.preventDefault();
        this.number = this.template.querySelector('lightning-input').value;
        if (this.number) this.start();
    }

    /** What was shown belongs to another record: it goes at once, and the new one is looked up. */
    restart() {
        this.clear();
        this.number = undefined;
        if (this.connected && this.record) this.start();
    }

    clear() {
        this.newest += 1;
        this.frames = [];
        this.unused = undefined;
        this.origin = undefined;
        this.error = undefined;
        this.notice = undefined;
        this.loading = false;
        this.height = FIRST_HEIGHT;
    }

    /** Looks up the order and shows its frame. */
    async start() {
        this.clear();
        const lookup = this.newest;
        this.loading = true;
        try {
            const { url, token } = await this.fetch();
            if (lookup !== this.newest) return;
            this.origin = new URL(url).origin;
            this.unused = token;
            this.frames = [{ key: lookup, url }];
        } catch (failed) {
            if (lookup !== this.newest) return;
            this.error = reason(failed);
        }
        this.loading = false;
    }

    fetch() {
        return this.record
            ? forRecord({ recordId: this.record, orderField: this.field || null })
            : forOrder({ orderNumber: this.number });
    }

    message({ source, origin, data }) {
        const frame = this.frame();
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
        if (this.unused) {
            this.say({ token: this.unused });
            this.unused = undefined;
            return;
        }
        this.newest += 1;
        const lookup = this.newest;
        try {
            const { token } = await this.fetch();
            if (lookup !== this.newest) return;
            this.notice = undefined;
            this.say({ token });
        } catch (failed) {
            if (lookup !== this.newest) return;
            // The frame stays as it is: it asks again by itself, and says when what it shows is old.
            this.notice = RENEWAL_FAILED.replace('{0}', reason(failed));
        }
    }

    frame() {
        return this.template.querySelector('iframe');
    }

    say(message) {
        const frame = this.frame();
        if (frame) frame.contentWindow.postMessage({ waypost: 'host', ...message }, this.origin);
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

/** What Apex says for users; nothing else is for their eyes. */
function reason(failed) {
    return failed?.body?.message || UNEXPECTED;
}
