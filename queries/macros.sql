-- The few functions that the queries lean on, made on the sealing connection.
-- `add_months` exists under that name in Spark too.

create or replace temp macro add_months(d, n) as
    cast(cast(d as date) + to_months(cast(n as integer)) as date);

-- Whether a key is in one of so many parts, from 0. A parameter is a bigint: to divide
-- by one the unsigned number that a hash is takes 128 bits, and five times as long.
create or replace temp macro in_part(key, part, parts) as
    parts = 1 or hash(key) % cast(parts as ubigint) = cast(part as ubigint);

-- The calendar months of the year that ends on `last_day`; the first may be a part.
create or replace temp macro months_of_year_to(last_day) as table
    select distinct
        strftime(cast(last_day - cast(n as integer) as date), '%Y-%m') as month
    from range(366) as days(n)
    where last_day - cast(n as integer) > add_months(last_day, -12);

-- The month of a day and the 23 after it, and what comes later as one.
create or replace temp macro months_ahead_of(day) as table
    select strftime(add_months(date_trunc('month', day), n), '%Y-%m') as month
    from range(24) as months(n)
    union all
    select 'later' as month;

-- Which of those a day is in; null of none.
create or replace temp macro month_ahead(day, as_of) as case
    when day < add_months(date_trunc('month', as_of), 24) then strftime(day, '%Y-%m')
    when day is not null then 'later'
end;

-- The bands in which what is late is counted, by days past the last day.
create or replace temp macro overdue_bands() as table
    select *
    from (
        values ('1-30', 1, 30), ('31-90', 31, 90), ('91-365', 91, 365),
        ('366+', 366, 999999)
    ) as bands(band, first_day, last_day);

-- Whether a finding is about a client, so that a small count of it is hidden.
create or replace temp macro is_about_client(subject_table) as subject_table in (
    'client', 'trajectory', 'holding', 'rights_request', 'restriction',
    'consent', 'disclosure'
);

-- The kind of agreement that the role of a recipient asks for (GDPR Art. 28(3) and
-- 26(1)); null where it asks for none.
create or replace temp macro agreement_for(role) as case role
    when 'processor' then 'processing'
    when 'joint_controller' then 'joint'
end;

-- What a cell says, or null where it does not parse (contract, "CSV").
create or replace temp macro as_day(t) as case
    when regexp_full_match(t, '[0-9]{4}-[0-9]{2}-[0-9]{2}') and t >= '0001'
        then try_cast(t as date)
end;

create or replace temp macro as_moment(t) as case
    when regexp_full_match(
        t,
        '[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
        || '([.][0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])'
    ) and t >= '0001'
        then try_cast(upper(t) as timestamptz)
end;

create or replace temp macro as_whole(t) as case
    when regexp_full_match(t, '-?[0-9]{1,18}') then try_cast(t as bigint)
end;

create or replace temp macro as_flag(t) as case t
    when 'true' then true
    when 'false' then false
end;

create or replace temp macro as_codes(t) as string_split(t, '|');

create or replace temp macro as_text(t) as t;

-- The name of a column whose cell is there and does not parse.
create or replace temp macro unread(t, parsed, name) as case
    when t is not null and parsed is null then name
end;

create or replace temp macro names_of(names) as
    list_filter(names, lambda name: name is not null);

-- A Parquet column as the text that a CSV would hold.
create or replace temp macro day_text(t) as cast(t as varchar);

create or replace temp macro moment_text(t) as
    strftime(timezone('UTC', t), '%Y-%m-%dT%H:%M:%S.%fZ');

create or replace temp macro clock_text(t) as case
    when t = date_trunc('day', t) then strftime(t, '%Y-%m-%d')
    else cast(t as varchar)
end;

create or replace temp macro number_text(t) as case
    when t = trunc(t) and abs(t) < 1e15 then cast(cast(t as bigint) as varchar)
    else cast(t as varchar)
end;

create or replace temp macro codes_text(t) as nullif(
    array_to_string(
        list_transform(t, lambda code: coalesce(cast(code as varchar), '')), '|'
    ),
    ''
);

create or replace temp macro plain_text(t) as nullif(cast(t as varchar), '');

-- Whether a text counts as null in every rule: it has neither letter nor digit, or is
-- one of the policy's texts that say nothing.
create or replace temp macro says_nothing(t, no_answer) as t is null
or not regexp_matches(t, '[\p{L}\p{Nd}]')
or list_contains(
    no_answer,
    lower(upper(regexp_replace(
        t,
        '^[\p{Z}\t-\r\x{85}]+|[\p{Z}\t-\r\x{85}]+$',
        '',
        'g'
    )))
);

-- A cell of an organisation's own file (mapping.toml): null where it is empty or one of
-- the words that stand for nothing; blanks around a text are its own.
create or replace temp macro their_text(t, empty) as case
    when not list_contains(empty, t) then t
end;

create or replace temp macro their_cell(t, empty) as
    their_text(trim(t, e' \t\r\n' || chr(160)), empty);

create or replace temp macro first_of(a, b) as coalesce(a, b);

-- What a cell of theirs becomes; null where the mapping does not have it.
create or replace temp macro mapped_code(t, theirs, ours) as
    ours[list_position(theirs, t)];

create or replace temp macro parts_of(t, delimiter) as
    list_transform(string_split(t, delimiter), lambda part: their_cell(part, ['']));

create or replace temp macro each_once(words) as
    list_filter(words, lambda word, place: list_position(words, word) = place);

create or replace temp macro whole_list(words) as case
    when not list_contains(list_transform(words, lambda word: word is null), true)
        then array_to_string(each_once(words), '|')
end;

create or replace temp macro parted_codes(t, delimiter) as
    whole_list(parts_of(t, delimiter));

create or replace temp macro mapped_codes(t, delimiter, theirs, ours) as
    whole_list(
        list_transform(
            parts_of(t, delimiter), lambda part: mapped_code(part, theirs, ours)
        )
    );

create or replace temp macro mapped_flag(t, true_words, false_words) as case
    when list_contains(true_words, t) then 'true'
    when list_contains(false_words, t) then 'false'
end;

-- A day has no time of its own, and a year four digits.
create or replace temp macro whole_day(moment) as case
    when moment = date_trunc('day', moment) and year(moment) > 999
        then strftime(moment, '%Y-%m-%d')
end;

create or replace temp macro mapped_day(t, form) as whole_day(try_strptime(t, form));

create or replace temp macro mapped_moment(t, form) as
    moment_text(cast(try_strptime(t, form) as timestamptz));

-- A time by the clock of a place; null where that clock shows it twice, or never.
create or replace temp macro clock_moment(clock, zone) as case
    when timezone(zone, timezone(zone, clock)) = clock
    and timezone(zone, timezone(zone, clock) - interval 1 hour) <> clock
    and timezone(zone, timezone(zone, clock) + interval 1 hour) <> clock
        then moment_text(timezone(zone, clock))
end;

create or replace temp macro mapped_clock(t, form, zone) as
    clock_moment(cast(try_strptime(t, form) as timestamp), zone);

-- The digits of a key: a number's own, or those of the hash of the cells.
create or replace temp macro hashed_digits(text, width) as lpad(
    cast(
        cast('0x' || left(sha256(text), 15) as ubigint) % cast(10 ** width as ubigint)
        as varchar
    ),
    cast(width as integer),
    '0'
);

create or replace temp macro made_digits(parts, width) as case
    when list_contains(list_transform(parts, lambda part: part is null), true) then null
    when len(parts) = 1 and regexp_full_match(parts[1], '[0-9]+')
    and length(parts[1]) <= width
        then parts[1]
    else hashed_digits(array_to_string(parts, chr(31)), width)
end;

create or replace temp macro key_in_one(prefix, digits, least) as
    prefix || '-'
    || lpad(digits, cast(greatest(least, length(digits)) as integer), '0');

create or replace temp macro key_in_two(prefix, digits, before, after) as
    prefix || '-' || left(lpad(digits, cast(before + after as integer), '0'), before)
    || '-' || right(lpad(digits, cast(before + after as integer), '0'), after);
