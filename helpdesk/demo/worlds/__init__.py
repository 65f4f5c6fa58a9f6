from helpdesk.demo.worlds.acme import ACME
from helpdesk.demo.worlds.globex import GLOBEX

WORLDS = (ACME, GLOBEX)
