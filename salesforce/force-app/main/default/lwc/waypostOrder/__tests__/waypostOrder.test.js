import { createElement } from 'lwc';
import WaypostOrder from 'c/waypostOrder';
import { IsConsoleNavigation, openTab } from 'lightning/platformWorkspaceApi';
import { navigated } from 'lightning/navigation';
import forRecord from '@salesforce/apex/WaypostEmbedToken.forRecord';
import forOrder from '@salesforce/apex/WaypostEmbedToken.forOrder';

jest.mock('@salesforce/apex/WaypostEmbedToken.forRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/WaypostEmbedToken.forOrder', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/label/c.Waypost_Title', () => ({ default: 'Waypost' }), { virtual: true });
jest.mock('@salesforce/label/c.Waypost_RenewalFailed', () => ({ default: 'Not updated: {0}' }), { virtual: true });
jest.mock('@salesforce/label/c.Waypost_Unexpected', () => ({ default: 'Something went wrong.' }), { virtual: true });
jest.mock('@salesforce/label/c.Waypost_Loading', () => ({ default: 'Loading the order' }), { virtual: true });

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

/** An answer of Apex that comes when the test says so. */
function later() {
    const answer = {};
    answer.promise = new Promise((resolve, reject) => Object.assign(answer, { resolve, reject }));
    return answer;
}

const spinnerOf = (element) => element.shadowRoot.querySelector('lightning-spinner');
const alertOf = (element) => element.shadowRoot.querySelector('[role=alert]');
const noticeOf = (element) => element.shadowRoot.querySelector('[role=status]');
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
        expect(alertOf(element).textContent).toContain('No sales organisation is set for you.');
        element.shadowRoot.querySelector('lightning-button').click();
        await settled();
        expect(frameOf(element)).not.toBeNull();
        expect(alertOf(element)).toBeNull();
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

    describe('a record that comes late or changes', () => {
        it('shows the order of a record that comes after the component', async () => {
            const element = make({});
            await settled();
            expect(frameOf(element)).toBeNull();
            element.recordId = '5005e00000AbCdE';
            await settled();
            expect(forRecord).toHaveBeenCalledWith({ recordId: '5005e00000AbCdE', orderField: null });
            expect(frameOf(element).getAttribute('src')).toBe(URL_OF_FRAME);
            expect(element.shadowRoot.querySelector('form')).toBeNull();
        });

        it('takes the frame of the former record away at once, and opens another', async () => {
            const element = make();
            await settled();
            const former = frameOf(element);
            const answer = later();
            forRecord.mockReturnValueOnce(answer.promise);
            element.recordId = '5005e00000FgHiJ';
            await settled();
            expect(frameOf(element)).toBeNull();
            answer.resolve({ url: `${ORIGIN}/embed/case/00048214`, token: 'wpe1.second' });
            await settled();
            expect(frameOf(element)).not.toBe(former);
            expect(frameOf(element).getAttribute('src')).toBe(`${ORIGIN}/embed/case/00048214`);
            expect(forRecord).toHaveBeenLastCalledWith({ recordId: '5005e00000FgHiJ', orderField: null });
        });

        it('opens another frame also where the answer is there at once', async () => {
            const element = make();
            await settled();
            const former = frameOf(element);
            const { told, say } = talk(element);
            element.recordId = '5005e00000FgHiJ';
            await settled();
            expect(frameOf(element)).not.toBe(former);
            await say({ waypost: 'ready', needs: true });
            await say({ waypost: 'renew' });
            expect(told).toEqual([]);
        });

        it('never gives the former frame the token of the new record', async () => {
            const element = make();
            await settled();
            const { told, say } = talk(element);
            await say({ waypost: 'ready', needs: true });
            const answer = later();
            forRecord.mockReturnValueOnce(answer.promise);
            await say({ waypost: 'renew' });
            element.recordId = '5005e00000FgHiJ';
            await settled();
            answer.resolve({ url: URL_OF_FRAME, token: 'wpe1.late' });
            await settled();
            await say({ waypost: 'renew' });
            expect(told.map(([data]) => data.token).filter(Boolean)).toEqual(['wpe1.1']);
            const { told: now, say: sayNow } = talk(element);
            await sayNow({ waypost: 'ready', needs: true });
            expect(now.map(([data]) => data.token).filter(Boolean)).toEqual(['wpe1.2']);
        });

        it('looks up again when the field changes, and not when the same record is given again', async () => {
            const element = make();
            await settled();
            element.recordId = '5005e00000AbCdE';
            await settled();
            expect(forRecord).toHaveBeenCalledTimes(1);
            element.orderField = 'Order__r.OrderNumber';
            await settled();
            expect(forRecord).toHaveBeenLastCalledWith({ recordId: '5005e00000AbCdE', orderField: 'Order__r.OrderNumber' });
            expect(forRecord).toHaveBeenCalledTimes(2);
        });

        it('asks for a number where the record goes', async () => {
            const element = make();
            await settled();
            element.recordId = undefined;
            await settled();
            expect(frameOf(element)).toBeNull();
            expect(element.shadowRoot.querySelector('form')).not.toBeNull();
        });

        it('looks up again where a console puts it into the page anew', async () => {
            const element = make();
            await settled();
            document.body.removeChild(element);
            document.body.appendChild(element);
            await settled();
            expect(forRecord).toHaveBeenCalledTimes(2);
            expect(frameOf(element).getAttribute('src')).toBe(URL_OF_FRAME);
        });
    });

    describe('a renewal that fails', () => {
        it('leaves the frame, says so, and goes on with the next one', async () => {
            const element = make();
            await settled();
            const frame = frameOf(element);
            const { told, say } = talk(element);
            await say({ waypost: 'ready', needs: true });
            forRecord.mockRejectedValueOnce({ body: { message: 'Waypost did not answer in time.' } });
            await say({ waypost: 'renew' });
            expect(frameOf(element)).toBe(frame);
            expect(alertOf(element)).toBeNull();
            expect(noticeOf(element).textContent).toBe('Not updated: Waypost did not answer in time.');
            await say({ waypost: 'renew' });
            expect(frameOf(element)).toBe(frame);
            expect(noticeOf(element)).toBeNull();
            expect(told.map(([data]) => data.token).filter(Boolean)).toEqual(['wpe1.1', 'wpe1.2']);
        });
    });

    describe('answers that come in another order', () => {
        it('shows the record that was asked for last, not the one that answers last', async () => {
            const [slow, quick] = [later(), later()];
            forRecord.mockReturnValueOnce(slow.promise).mockReturnValueOnce(quick.promise);
            const element = make({ recordId: '5005e00000AbCdE' });
            element.recordId = '5005e00000FgHiJ';
            quick.resolve({ url: `${ORIGIN}/embed/case/2`, token: 'wpe1.quick' });
            await settled();
            slow.resolve({ url: `${ORIGIN}/embed/case/1`, token: 'wpe1.slow' });
            await settled();
            expect(frameOf(element).getAttribute('src')).toBe(`${ORIGIN}/embed/case/2`);
            const { told, say } = talk(element);
            await say({ waypost: 'ready', needs: true });
            expect(told.map(([data]) => data.token).filter(Boolean)).toEqual(['wpe1.quick']);
        });

        it('does not show the error of an older look-up', async () => {
            const [slow, quick] = [later(), later()];
            forOrder.mockReturnValueOnce(slow.promise).mockReturnValueOnce(quick.promise);
            const element = make({});
            await settled();
            for (const number of ['4711', '4712']) {
                element.shadowRoot.querySelector('lightning-input').value = number;
                element.shadowRoot.querySelector('form').dispatchEvent(new Event('submit', { cancelable: true }));
                await settled();
            }
            quick.resolve({ url: `${ORIGIN}/embed/order/4712`, token: 'wpe1.quick' });
            await settled();
            slow.reject({ body: { message: 'Too late.' } });
            await settled();
            expect(alertOf(element)).toBeNull();
            expect(frameOf(element).getAttribute('src')).toBe(`${ORIGIN}/embed/order/4712`);
            expect(forOrder).toHaveBeenLastCalledWith({ orderNumber: '4712' });
        });

        it('hands over the newest token only', async () => {
            const element = make();
            await settled();
            const { told, say } = talk(element);
            await say({ waypost: 'ready', needs: true });
            const [slow, quick] = [later(), later()];
            forRecord.mockReturnValueOnce(slow.promise).mockReturnValueOnce(quick.promise);
            await say({ waypost: 'renew' });
            await say({ waypost: 'renew' });
            quick.resolve({ url: URL_OF_FRAME, token: 'wpe1.quick' });
            await settled();
            slow.resolve({ url: URL_OF_FRAME, token: 'wpe1.slow' });
            await settled();
            expect(told.map(([data]) => data.token).filter(Boolean)).toEqual(['wpe1.1', 'wpe1.quick']);
        });
    });

    describe('while it waits', () => {
        it('shows that it is loading until there is an answer or an error', async () => {
            const [first, second] = [later(), later()];
            forRecord.mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
            const element = make();
            await settled();
            expect(spinnerOf(element).alternativeText).toBe('Loading the order');
            first.reject(new Error('no words for users'));
            await settled();
            expect(spinnerOf(element)).toBeNull();
            expect(alertOf(element).textContent).toContain('Something went wrong.');
            element.shadowRoot.querySelector('lightning-button').click();
            await settled();
            expect(spinnerOf(element)).not.toBeNull();
            expect(alertOf(element)).toBeNull();
            second.resolve({ url: URL_OF_FRAME, token: 'wpe1.a' });
            await settled();
            expect(spinnerOf(element)).toBeNull();
            expect(frameOf(element)).not.toBeNull();
        });

        it('shows nothing of an answer that comes after it has gone', async () => {
            const answer = later();
            forRecord.mockReturnValueOnce(answer.promise);
            const element = make();
            await settled();
            document.body.removeChild(element);
            answer.resolve({ url: URL_OF_FRAME, token: 'wpe1.a' });
            await settled();
            forRecord.mockReturnValueOnce(later().promise);
            document.body.appendChild(element);
            await settled();
            expect(frameOf(element)).toBeNull();
            expect(spinnerOf(element)).not.toBeNull();
        });
    });

    it('takes an answer that is no address for an error', async () => {
        forRecord.mockResolvedValueOnce({ url: 'nonsense', token: 'wpe1.a' });
        const element = make();
        await settled();
        expect(frameOf(element)).toBeNull();
        expect(alertOf(element).textContent).toContain('Something went wrong.');
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
