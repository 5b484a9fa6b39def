// What the partners say in these tests, in the shapes that connectors/*/README.md publish. Each call is one message.
import { randomUUID } from 'node:crypto';

export const hours = (n: number): number => n * 3_600_000;
export const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();
/** The date of so many days from now, as an ERP promises it. */
export const day = (n: number): string => new Date(Date.now() + n * hours(24)).toISOString().slice(0, 10);

/** One order with one delivery, one shipment and one package, and every number a customer could read out. */
export interface Names {
  order: string;
  purchaseOrder: string;
  storefrontOrder: string;
  delivery: string;
  shipment: string;
  pro: string;
  billOfLading: string;
  tracking: string;
  sscc: string;
  container: string;
  customer: string;
  email: string;
  postal: string;
}

let counter = Math.floor(Math.random() * 900_000) + 100_000;

/** Numbers that no other order of this run has. */
export function names(): Names {
  const n = String(++counter);
  return {
    order: `45${n}`,
    purchaseOrder: `PO-${n}-7`,
    storefrontOrder: `#W${n}`,
    delivery: `80${n}`,
    shipment: `SHP-${n}`,
    pro: `771${n}`,
    billOfLading: `BOL${n}`,
    tracking: `1Z999AA1${n}67`,
    sscc: `0034567890${n}12`.slice(0, 18),
    container: `MSKU${n}1`,
    customer: `Brightwater ${n}`,
    email: `dock.${n}@brightwater.example`,
    postal: '38103',
  };
}

export interface Message {
  connector: string;
  body: string;
}

const erp = (type: string, data: unknown, time = ago(0)): Message => ({
  connector: 'erp_generic',
  body: JSON.stringify({
    specversion: '1.0',
    id: randomUUID(),
    source: '/erp/S4',
    type: `waypost.erp.${type}.v1`,
    time,
    datacontenttype: 'application/json',
    data,
  }),
});

const tms = (type: string, data: Record<string, unknown>, timestamp = ago(0)): Message => ({
  connector: 'tms_generic',
  body: JSON.stringify({ type, timestamp, data: { event_id: randomUUID(), ...data } }),
});

const ship = (n: Names) => ({ system: 'TMS1', number: n.shipment });
const parcel = (n: Names) => ({ tracking: n.tracking, carrier: 'UPSN' });
const memphis = { city: 'Memphis', region: 'TN', postal: '38103', country: 'US' };

export function orderCreated(n: Names, salesOrg = '1010'): Message {
  return erp('order.created', {
    order: {
      system: 'S4',
      number: n.order,
      purchase_order: { number: n.purchaseOrder, party: 'BRIGHTWATER' },
      storefront_order: { number: n.storefrontOrder, shop: 'brightwater-us' },
      created_at: ago(hours(72)),
      released_at: ago(hours(71)),
      status: 'released',
      blocks: [],
      customer: { number: '100042', name: n.customer, email: n.email, tier: 'key' },
      sales_org: salesOrg,
      region: 'us',
      value: { amount: '1250.00', currency: 'USD' },
      promise: { deliver_by: day(2), zone: 'America/Chicago' },
      ship_from: { site: 'DC-DAL' },
      ship_to: { name: 'Brightwater Store 7', street: '7 Union Ave', ...memphis, postal: n.postal },
      lines: [{ line: '10', item: 'WID-1', text: 'Widget', quantity: '4', unit: 'EA', committed: '4' }],
    },
  });
}

export function deliveryCreated(n: Names): Message {
  const orders = [{ number: n.order, lines: [{ line: '10', quantity: '4', unit: 'EA' }] }];
  return erp('delivery.created', {
    delivery: { system: 'S4', number: n.delivery, orders, planned: { goods_issue: day(-1) }, status: 'picking' },
  });
}

export function shipmentCreated(n: Names): Message {
  const lines = [{ line: '10', quantity: '4', unit: 'EA' }];
  return tms('shipment.created', {
    shipment: { ...ship(n), pro: n.pro, bill_of_lading: n.billOfLading, carrier: 'UPSN' },
    booked_at: ago(hours(48)),
    deliveries: [{ system: 'S4', number: n.delivery, lines }],
    orders: [{ system: 'S4', number: n.order, lines }],
    transport: { mode: 'parcel', carrier: { scac: 'UPSN', name: 'UPS' }, service: 'ground' },
    plan: { delivery: { from: `${day(1)}T08:00:00-06:00`, to: `${day(1)}T17:00:00-06:00` } },
    packages: [{ ...parcel(n), sscc: n.sscc, container: n.container, lines }],
  });
}

export function milestone(n: Names, milestone: string, at = ago(hours(1))): Message {
  return tms('shipment.milestone', { shipment: ship(n), package: parcel(n), milestone, occurred_at: at, place: memphis });
}

/** A scan as UPS pushes it (Track Alert): out for delivery, at the clock of Greenwich. */
export function upsOutForDelivery(n: Names, at = ago(hours(1))): Message {
  const date = at.slice(0, 10).replaceAll('-', '');
  const time = at.slice(11, 19).replaceAll(':', '');
  const body = {
    trackingNumber: n.tracking,
    localActivityDate: date,
    localActivityTime: time,
    activityLocation: { city: 'Memphis', stateProvince: 'TN', postalCode: '', country: 'US' },
    activityStatus: { type: 'I', code: 'OT', description: 'Out for Delivery', descriptionCode: '021' },
    gmtActivityDate: date,
    gmtActivityTime: time,
    gmtOffset: '+00.00',
  };
  return { connector: 'ups', body: JSON.stringify(body) };
}

export function delayed(n: Names, reason = 'WEATHER'): Message {
  return tms('shipment.exception', {
    shipment: ship(n),
    exception: 'DELAYED',
    reason,
    occurred_at: ago(hours(2)),
    place: memphis,
    text: 'Severe weather at Memphis hub',
    estimate: { from: `${day(3)}T08:00:00-06:00`, to: `${day(3)}T17:00:00-06:00` },
  });
}

export function proofOfDelivery(n: Names, media: string, content: Buffer, document = 'pod'): Message {
  return tms('shipment.document', {
    shipment: ship(n),
    document,
    occurred_at: ago(hours(1)),
    signed_by: 'J. Doe',
    content: { media, base64: content.toString('base64') },
  });
}

/** A case as a flow of Salesforce sends it. */
export function caseRecord(n: Names, number: string, closed = false, at = ago(0)): Message {
  const written = (time: string) => time.replace('Z', '+0000');
  const body = {
    attributes: { type: 'Case' },
    Id: `500Hs0000${number.slice(-6)}`,
    CaseNumber: number,
    Status: closed ? 'Closed' : 'New',
    IsClosed: closed,
    Subject: 'Where is my order',
    CreatedDate: written(ago(hours(3))),
    ClosedDate: closed ? written(at) : null,
    LastModifiedDate: written(at),
    Owner: { Name: 'Maria Lopez' },
    Order_Number__c: n.order,
  };
  return { connector: 'salesforce_case', body: JSON.stringify(body) };
}

/** A PDF of one page that says `text`: small, but one that a reader opens. */
export function pdf(text: string): Buffer {
  const stream = `BT /F1 24 Tf 72 700 Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let out = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = out.length;
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = out.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  out += `xref\n0 6\n0000000000 65535 f \n${rows}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}
