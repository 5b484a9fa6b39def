import { createElement } from 'lwc';
import WaypostOrder from 'c/waypostOrder';
import { IsConsoleNavigation, openTab } from 'lightning/platformWorkspaceApi';
import { navigated } from 'lightning/navigation';
import forRecord from '@salesforce/apex/WaypostEmbedToken.forRecord';
import forOrder from '@salesforce/apex/WaypostEmbedToken.forOrder';

jest.mock('@salesforce/apex/WaypostEmbedToken.forRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/WaypostEmbedToken.forOrder', () => ({ default: jest.fn() }), { virtual: true });

const ORIGIN = 'https://waypost.example';
const URL_OF_FRAME = `${ORIGIN}/embed/case/00048213`;
const settled = async () => {
    for (let i = 0; i < 5; i += 1) await Promise.resolve();
};

function make(properties = { recordId: '5005e00000AbCdE' }) {
    const element = createElement('c-waypost-order', { is: WaypostOrder });
    Object.assign(element, properties);
    document.body.appendChild(element);
    return element;
}

const frameOf = (element) => element.shadowRoot.querySelector('iframe');

/** Says something as the frame (or as somebody else) does, and hears what the frame is told. */
function talk(element) {
    const frame = frameOf(element);
    const told = [];
    jest.spyOn(frame.contentWindow, 'postMessage').mockImplementation((data, target) => told.push([data, target]));
    const say = (data, { source = frame.contentWindow, origin = ORIGIN } = {}) => {
        window.dispatchEvent(new MessageEvent('message', { data, source, origin }));
        return settled();
    };
    return { told, say };
}

describe('c-waypost-order', () => {
    let tokens;

    beforeEach(() => {
        tokens = 0;
        forRecord.mockImplementation(() => Promise.resolve({ url: URL_OF_FRAME, token: `wpe1.${(tokens += 1)}` }));
        forOrder.mockImplementation(() => Promise.resolve({ url: `${ORIGIN}/embed/order/4711`, token: 'wpe1.order' }));
    });

    afterEach(() => {
        while (document.body.firstChild) document.body.removeChild(document.body.firstChild);
        jest.clearAllMocks();
    });

    it('opens the frame where Apex says, and names the record and its field', async () => {
        const element = make({ recordId: '5005e00000AbCdE', orderField: 'Order_Number__c' });
        await settled();
        expect(forRecord).toHaveBeenCalledWith({ recordId: '5005e00000AbCdE', orderField: 'Order_Number__c' });
        expect(frameOf(element).getAttribute('src')).toBe(URL_OF_FRAME);
        expect(frameOf(element).title).toBe('Waypost');
    });

    it('hands the token over once the frame asks, to the address of Waypost only', async () => {
        const element = make();
        await settled();
        const { told, say } = talk(element);
        await say({ waypost: 'ready', needs: true });
        expect(told).toEqual([
            [{ waypost: 'host', theme: 'light', opens: true }, ORIGIN],
            [{ waypost: 'host', token: 'wpe1.1' }, ORIGIN],
        ]);
        expect(forRecord).toHaveBeenCalledTimes(1);
    });

    it('asks for no token where the frame has one', async () => {
        const element = make({ recordId: '5005e00000AbCdE', theme: 'auto' });
        await settled();
        const { told, say } = talk(element);
        await say({ waypost: 'ready', needs: false });
        expect(told).toEqual([[{ waypost: 'host', theme: undefined, opens: true }, ORIGIN]]);
    });

    it('fetches a new token when the old one ends', async () => {
        const element = make();
        await settled();
        const { told, say } = talk(element);
        await say({ waypost: 'ready', needs: true });
        await say({ waypost: 'renew' });
        await say({ waypost: 'renew' });
        expect(told.map(([data]) => data.token).filter(Boolean)).toEqual(['wpe1.1', 'wpe1.2', 'wpe1.3']);
    });

    it('listens to nobody else', async () => {
        const element = make();
        await settled();
        const { told, say } = talk(element);
        await say({ waypost: 'ready', needs: true }, { origin: 'https://evil.example' });
        await say({ waypost: 'ready', needs: true }, { origin: `${ORIGIN}.evil.example` });
        await say({ waypost: 'ready', needs: true }, { source: window });
        await say({ waypost: 'height', height: 999 }, { origin: 'https://evil.example' });
        await say(null);
        await say('ready');
        expect(told).toEqual([]);
        expect(frameOf(element).getAttribute('style')).toBe('height:320px');
    });

    it('takes the height of what it shows, within reason', async () => {
        const element = make();
        await settled();
        const { say } = talk(element);
        for (const [height, shown] of [[640, 640], [1e9, 10000], [-5, 0]]) {
            await say({ waypost: 'height', height });
            expect(frameOf(element).getAttribute('style')).toBe(`height:${shown}px`);
        }
        await say({ waypost: 'height', height: '1px;position:fixed' });
        expect(frameOf(element).getAttribute('style')).toBe('height:0px');
    });

    it('opens the whole page in a tab of the console', async () => {
        const element = make();
        IsConsoleNavigation.emit(true);
        await settled();
        const { say } = talk(element);
        await say({ waypost: 'open', url: `${ORIGIN}/orders/7`, label: 'Order 4711' });
        expect(openTab).toHaveBeenCalledWith({ url: `${ORIGIN}/orders/7`, label: 'Order 4711', focus: true });
        expect(navigated).not.toHaveBeenCalled();
    });

    it('opens it in a tab of the browser where there is no console, or it refuses', async () => {
        const element = make();
        await settled();
        const { say } = talk(element);
        const page = { type: 'standard__webPage', attributes: { url: `${ORIGIN}/orders/7` } };
        await say({ waypost: 'open', url: `${ORIGIN}/orders/7`, label: 'Order 4711' });
        expect(openTab).not.toHaveBeenCalled();
        expect(navigated).toHaveBeenLastCalledWith(page);
        IsConsoleNavigation.emit(true);
        await settled();
        openTab.mockRejectedValueOnce(new Error('no'));
        await say({ waypost: 'open', url: `${ORIGIN}/orders/7`, label: 'Order 4711' });
        expect(navigated).toHaveBeenCalledTimes(2);
    });

    it('opens no address of anybody else', async () => {
        const element = make();
        await settled();
        const { say } = talk(element);
        for (const url of ['https://evil.example/', `${ORIGIN}.evil.example/`, 'javascript:alert(1)', undefined]) {
            await say({ waypost: 'open', url, label: 'x' });
        }
        expect(navigated).not.toHaveBeenCalled();
        expect(openTab).not.toHaveBeenCalled();
    });

    it('says why there is nothing, and tries again', async () => {
        forRecord.mockRejectedValueOnce({ body: { message: 'No sales organisation is set for you.' } });
        const element = make();
        await settled();
        expect(frameOf(element)).toBeNull();
        expect(element.shadowRoot.querySelector('[role=alert]').textContent).toContain('No sales organisation is set for you.');
        element.shadowRoot.querySelector('lightning-button').click();
        await settled();
        expect(frameOf(element)).not.toBeNull();
        expect(element.shadowRoot.querySelector('[role=alert]')).toBeNull();
    });

    it('asks for an order on a tab of its own', async () => {
        const element = make({});
        await settled();
        expect(forRecord).not.toHaveBeenCalled();
        element.shadowRoot.querySelector('lightning-input').value = '4711';
        element.shadowRoot.querySelector('form').dispatchEvent(new Event('submit', { cancelable: true }));
        await settled();
        expect(forOrder).toHaveBeenCalledWith({ orderNumber: '4711' });
        expect(frameOf(element).getAttribute('src')).toBe(`${ORIGIN}/embed/order/4711`);
    });

    it('hears nothing after it has gone', async () => {
        const element = make();
        await settled();
        const { told, say } = talk(element);
        document.body.removeChild(element);
        await say({ waypost: 'ready', needs: true });
        expect(told).toEqual([]);
    });
});
