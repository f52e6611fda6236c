-- basis: GDPR Art. 12(1), 13 and 14; privacy statement, 'Wijzigingen
--   privacyverklaring'
-- page: statement
-- grain: one row per element that the statement in force lacks, has in part or gets
--   wrong, and per thing that is done and that it does not say; none about a person
-- key: place
-- search: reason
-- param statement date: the version of the privacy statement in force
-- says change: statement_changes.{reason}
-- column place varchar: its place in the draft, from 0001 so that it sorts as a text:
--   elements before what is done
-- column reason varchar: wrong, absent or partial, of an element; else the rule that
--   finds what is done
-- column section varchar: section of the statement where the element stands; null where
--   it stands nowhere, and for what is done
-- column article varchar: article that asks for the element; null for what is done,
--   which rests on the basis of the rule
-- column note varchar: why the element is judged so, in English; null for what is done
-- column note_nl varchar: why the element is judged so, in Dutch
-- column since date: first day on which it was done; null where no day can be told, and
--   for an element
-- column change varchar: what a new version has to say, in English
-- column change_nl varchar: what a new version has to say, in Dutch
with

elements as (

    select
        state as reason,
        element as statement_element,
        section,
        article,
        note_en as note,
        note_nl,
        case state when 'wrong' then 1 when 'absent' then 2 else 3 end as gravity
    from policy_statement_checklist
    where statement = $statement
        and state <> 'present'

),

-- a purpose or an item that the policy does not know is a text of the source: its
-- recipient is named, or how many there are
practices as (

    select
        rule as reason,
        case
            when rule in ('RCP-04', 'REG-07') then split_part(subject_key, '/', 1)
        end as of_key,
        coalesce(facts.recipient_name, facts.recipient) as recipient_name,
        facts.country as country,
        facts.mechanism as mechanism,
        facts.declared as declared,
        facts.valid_until as valid_until,
        facts.category as category,
        min(since) as since,
        count(*) as count_items
    from findings
    where rule in (
            'TRF-03', 'TRF-06', 'STM-02', 'RCP-04', 'REG-07', 'REG-08', 'RET-06'
        )
    group by all

),

named_practices as (

    select
        practices.reason,
        coalesce(practices.recipient_name, recipients.name) as recipient_name,
        practices.country,
        practices.mechanism,
        practices.declared,
        practices.valid_until,
        practices.category,
        register.name as activity_name,
        practices.count_items,
        practices.since
    from practices
    left join recipients on practices.of_key = recipients.recipient_id
    left join register on practices.of_key = register.activity_id

),

changes as (

    select *
    from elements
    union all by name
    select *, 4 as gravity
    from named_practices

)

select
    lpad(
        cast(row_number() over (
            order by
                gravity, reason, statement_element, recipient_name, country,
                mechanism, activity_name, category
        ) as varchar),
        4,
        '0'
    ) as place,
    reason,
    section,
    article,
    note,
    note_nl,
    since,
    {
        'statement_element': statement_element,
        'recipient_name': recipient_name,
        'country': country,
        'mechanism': mechanism,
        'declared': declared,
        'valid_until': valid_until,
        'category': category,
        'activity_name': activity_name,
        'count_items': count_items
    } as facts
from changes
