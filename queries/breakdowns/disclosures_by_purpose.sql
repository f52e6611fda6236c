-- basis: GDPR Art. 5(1)(b) and 15(1)(c)
-- grain: one row per kind of recipient and purpose that occur together; undeclared
--   stands for the purposes that the policy does not know
-- param as_of date: the day the snapshot describes
-- unit: disclosures
-- needs: disclosure recipient
-- dimension1: recipient_kind
-- dimension2: purpose
-- within: disclosed_12m=true
-- threshold: sensitive
-- totals: by kind of recipient, by purpose and over all
-- part: flows
-- order: 340
select
    recipient.kind as value1,
    coalesce(purposes.purpose, 'undeclared') as value2,
    count(*) as count
from disclosure
inner join recipient on recipient.recipient_id = disclosure.recipient_id
left join policy_purposes as purposes
    on purposes.purpose = disclosure.purpose
where disclosure.disclosed_on > add_months($as_of, -12)
group by value1, value2
