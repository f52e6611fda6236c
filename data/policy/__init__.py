"""The facts the audit leans on: catalog, terms, countries and the statement.

Facts are files (one CSV per table, one TOML per version of the privacy
statement); changing a fact changes answers without changing code. Every
function takes another folder, so that a copy can be tried beside the real one.

    load("catalog")                   one file, typed
    tables()                          all of them by name
    codes("catalog", "item")          the codes of a column, in file order
    labels("catalog", "item")         what they are called, by language
    statement("2018-05-25")           one version of the privacy statement
    organisation()                    who is controller, who is DPO, how reached
    own_terms()                       how long what is made here is kept
    check()                           PolicyError lists every mistake at once
"""

from data.policy.checking import check as check
from data.policy.declared import Statement as Statement
from data.policy.errors import PolicyError as PolicyError
from data.policy.errors import Problem as Problem
from data.policy.files import FOLDER as FOLDER
from data.policy.files import KINDS as KINDS
from data.policy.files import codes as codes
from data.policy.files import labels as labels
from data.policy.files import load as load
from data.policy.files import tables as tables
from data.policy.organisation import Organisation as Organisation
from data.policy.organisation import organisation as organisation
from data.policy.own_terms import OwnTerms as OwnTerms
from data.policy.own_terms import own_terms as own_terms
from data.policy.reading import statement as statement
from data.policy.reading import statements as statements
from data.policy.vocabulary import GROUNDS as GROUNDS
from data.policy.vocabulary import RECIPIENT_KINDS as RECIPIENT_KINDS
from data.policy.vocabulary import REQUEST_KINDS as REQUEST_KINDS
from data.policy.vocabulary import RETENTION_RULES as RETENTION_RULES
from data.policy.vocabulary import SOURCES as SOURCES
from data.policy.vocabulary import Text as Text
