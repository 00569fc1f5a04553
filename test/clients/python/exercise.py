"""The generated Python client against a running server: see run.sh."""

import os
import sys
import uuid

from cerberus import AuthenticatedClient
from cerberus.api.teams import create_team, delete_team, get_team, list_teams, update_team
from cerberus.api.users import list_users
from cerberus.models import CreateTeamRequest, Problem, UpdateTeamRequest

client = AuthenticatedClient(
    base_url=sys.argv[1], token=os.environ["CERBERUS_API_KEY"], raise_on_unexpected_status=True
)


def read_lists() -> None:
    people = list_users.sync(client=client, limit=1)
    assert len(people.data) == 1 and people.pagination.limit == 1, people
    assert "@" in people.data[0].email, people


def create_once() -> str:
    body = CreateTeamRequest(name="Engines", slug=f"engines-{uuid.uuid4()}")
    key = str(uuid.uuid4())
    created = create_team.sync(client=client, body=body, idempotency_key=key)
    again = create_team.sync(client=client, body=body, idempotency_key=key)
    assert created.id == again.id, (created, again)
    found = list_teams.sync(client=client, search=body.slug)
    assert [team.id for team in found.data] == [created.id], found
    return created.id


def change_one_version(team_id: str) -> None:
    version = get_team.sync_detailed(client=client, id=team_id).headers["ETag"]
    body = UpdateTeamRequest(name="Motors")
    changed = update_team.sync(client=client, id=team_id, body=body, if_match=version)
    assert changed.name == "Motors", changed
    late = update_team.sync(client=client, id=team_id, body=body, if_match=version)
    assert isinstance(late, Problem) and late.status == 412, late


def read_faults() -> None:
    problem = create_team.sync(client=client, body=CreateTeamRequest(name="", slug="Not a slug"))
    assert isinstance(problem, Problem), problem
    assert [fault.pointer for fault in problem.errors] == ["#/name", "#/slug"], problem


read_lists()
team = create_once()
change_one_version(team)
read_faults()
assert delete_team.sync_detailed(client=client, id=team).status_code == 204
assert get_team.sync(client=client, id=team).status == 404
print("The generated Python client works.")
