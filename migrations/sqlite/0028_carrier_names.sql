-- Carriers' numbers are kept under the code that stands for the carrier, whatever a sender calls it (carrier_aliases.csv), parcels
-- that are handed over to the post under the post, and an SSCC without its application identifier. Names that were stored before
-- are brought to these forms once; sent and sent_scope stay. What was parked under another name of its carrier finds its parcel
-- with its next message, or by `waypost replay --state parked`.
create temporary table carrier_name (name text primary key, code text not null) without rowid;
insert into carrier_name (name, code) values
    ('UPS', 'UPSN'),
    ('UPSG', 'UPSN'),
    ('UPSS', 'UPSN'),
    ('UPSC', 'UPSN'),
    ('UPSA', 'UPSN'),
    ('UPSZ', 'UPSN'),
    ('UPSDAP', 'UPSN'),
    ('UPSI', 'UPSN'),
    ('UPSMI', 'UPSN'),
    ('UPS MAIL INNOVATIONS', 'UPSN'),
    ('UPSSP', 'UPSN'),
    ('UPS SUREPOST', 'UPSN'),
    ('UPS GROUND', 'UPSN'),
    ('UPS GROUND SAVER', 'UPSN'),
    ('UPS STANDARD', 'UPSN'),
    ('UPS EXPRESS', 'UPSN'),
    ('UPS WORLDWIDE EXPRESS', 'UPSN'),
    ('UPS NEXT DAY AIR', 'UPSN'),
    ('UPS 2ND DAY AIR', 'UPSN'),
    ('UPS SECOND DAY AIR', 'UPSN'),
    ('UPS AIR', 'UPSN'),
    ('UPS PARCEL', 'UPSN'),
    ('UPS INC', 'UPSN'),
    ('UNITED PARCEL SERVICE', 'UPSN'),
    ('UNITED PARCEL SERVICE INC', 'UPSN'),
    ('UNITED PARCEL SERVICE OF AMERICA', 'UPSN'),
    ('FDXG', 'FDEG'),
    ('FDXE', 'FDEG'),
    ('FDXC', 'FDEG'),
    ('FDEN', 'FDEG'),
    ('FDE', 'FDEG'),
    ('FDX', 'FDEG'),
    ('FDXO', 'FDEG'),
    ('FXSP', 'FDEG'),
    ('FXNL', 'FDEG'),
    ('FXCC', 'FDEG'),
    ('FEDEX', 'FDEG'),
    ('FED EX', 'FDEG'),
    ('FEDERAL EXPRESS', 'FDEG'),
    ('FEDERAL EXPRESS CORPORATION', 'FDEG'),
    ('FEDEX CORPORATION', 'FDEG'),
    ('FEDEX GROUND', 'FDEG'),
    ('FEDEX GROUND ECONOMY', 'FDEG'),
    ('FEDEX HOME DELIVERY', 'FDEG'),
    ('FEDEX HOME', 'FDEG'),
    ('FEDEX EXPRESS', 'FDEG'),
    ('FEDEX SMARTPOST', 'FDEG'),
    ('FEDEX PRIORITY OVERNIGHT', 'FDEG'),
    ('FEDEX STANDARD OVERNIGHT', 'FDEG'),
    ('FEDEX 2DAY', 'FDEG'),
    ('FEDEX NEXT DAY', 'FDEG'),
    ('FEDEX INTERNATIONAL', 'FDEG'),
    ('FXFW', 'FXFE'),
    ('FXNF', 'FXFE'),
    ('FXF', 'FXFE'),
    ('FEDEX FREIGHT', 'FXFE'),
    ('FEDEX FREIGHT PRIORITY', 'FXFE'),
    ('FEDEX FREIGHT ECONOMY', 'FXFE'),
    ('FEDEX LTL', 'FXFE'),
    ('US POSTAL SERVICE', 'USPS'),
    ('U.S.P.S.', 'USPS'),
    ('UNITED STATES POSTAL SERVICE', 'USPS'),
    ('US MAIL', 'USPS'),
    ('USPS GROUND ADVANTAGE', 'USPS'),
    ('USPS PRIORITY MAIL', 'USPS'),
    ('USPS PRIORITY', 'USPS'),
    ('USPS FIRST CLASS', 'USPS'),
    ('DHL', 'DHLC'),
    ('DHLE', 'DHLC'),
    ('DHL EXPRESS', 'DHLC'),
    ('DHL PAKET', 'DHLC'),
    ('DHL PARCEL', 'DHLC'),
    ('DHL ECOMMERCE', 'DHLC'),
    ('DHL PARCEL DE', 'DHLC'),
    ('DHL DEUTSCHLAND', 'DHLC'),
    ('DHL GERMANY', 'DHLC'),
    ('DHL ECOMMERCE SOLUTIONS', 'DHLC'),
    ('DHL WORLDWIDE EXPRESS', 'DHLC'),
    ('OLD DOMINION', 'ODFL'),
    ('OLD DOMINION FREIGHT LINE', 'ODFL'),
    ('OLD DOMINION FREIGHT', 'ODFL'),
    ('SAIA LTL FREIGHT', 'SAIA'),
    ('SAIA MOTOR FREIGHT', 'SAIA'),
    ('ESTES', 'EXLA'),
    ('ESTES EXPRESS', 'EXLA'),
    ('ESTES EXPRESS LINES', 'EXLA');

update or ignore name set scope = (select code from carrier_name where carrier_name.name = name.scope)
where kind in ('tracking', 'pro') and scope in (select carrier_name.name from carrier_name);
update or ignore name set scope = 'USPS'
where kind in ('tracking', 'pro') and scope in ('UPSN', 'FDEG', 'DHLC') and length(norm) >= 20 and norm glob '9[2-5]*' and norm not glob '*[^0-9]*';
update or ignore name set norm = substr(norm, 3)
where kind = 'sscc' and length(norm) = 20 and norm glob '00*' and norm not glob '*[^0-9]*';
update or ignore conflict set scope = (select code from carrier_name where carrier_name.name = conflict.scope)
where ref_kind in ('tracking', 'pro') and scope in (select carrier_name.name from carrier_name);
update or ignore conflict set scope = 'USPS'
where ref_kind in ('tracking', 'pro') and scope in ('UPSN', 'FDEG', 'DHLC') and length(norm) >= 20 and norm glob '9[2-5]*' and norm not glob '*[^0-9]*';
update or ignore conflict set norm = substr(norm, 3)
where ref_kind = 'sscc' and length(norm) = 20 and norm glob '00*' and norm not glob '*[^0-9]*';
-- What the same thing bore under both forms is one name now.
delete from name where kind in ('tracking', 'pro') and scope in (select carrier_name.name from carrier_name);
delete from conflict where ref_kind in ('tracking', 'pro') and scope in (select carrier_name.name from carrier_name);

drop table carrier_name;
