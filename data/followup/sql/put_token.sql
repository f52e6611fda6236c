insert into token (hash, department, language, made_on, made_by)
values (:hash, :department, :language, :made_on, :made_by)
returning *
