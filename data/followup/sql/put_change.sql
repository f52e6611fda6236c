insert into change (key, version, state)
values (:key, :version, :state)
