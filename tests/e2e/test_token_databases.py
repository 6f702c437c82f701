"""Whose token it is: tokens are good for the database that issued them, and for no other."""
import sqlite3

import http_api
from asq_process import AsqServer
from http_api import Api, assert_problem
from tokens import access_of_010, claims_of, refresh_of_010


def refresh(server, token):
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return Api(server.port).post("/chat/token", form=form)


def remove_database(server):
    for name in ("asq.db", "asq.db-wal", "asq.db-shm"):
        (server.data / name).unlink(missing_ok=True)


def make_unnamed(server):
    """What is left of the database in the schema before databases had a name."""
    with sqlite3.connect(server.data / "asq.db") as database:
        database.execute(
            "DELETE FROM counters "
            "WHERE name IN ('database_id', 'last_unnamed_session', 'named_since')"
        )
        database.execute("ALTER TABLE sessions DROP COLUMN unnamed_generation")
        database.execute("ALTER TABLE sessions DROP COLUMN by_cookie")
        database.execute("ALTER TABLE members DROP COLUMN wrote")
        database.execute("ALTER TABLE departures DROP COLUMN removed")
        database.execute("DROP INDEX users_by_handle")
        database.execute("ALTER TABLE users DROP COLUMN handle")
        database.execute("ALTER TABLE users DROP COLUMN language")
        for table in ("resets", "invites", "secrets", "freed_handles", "people_parts"):
            database.execute(f"DROP TABLE {table}")
        database.execute("PRAGMA user_version = 4")
    database.close()


def test_tokens_do_not_outlive_their_database():
    with AsqServer() as server:
        before = http_api.register(server.port, "before")
        assert server.stop() == 0
        remove_database(server)
        server.start()
        now = http_api.register(server.port, "now")
        assert now.id == before.id
        assert claims_of(now.token)["sid"] == claims_of(before.token)["sid"]
        assert claims_of(now.token)["db"] != claims_of(before.token)["db"]
        problem = Api(server.port, before.token).get("/chat/me")
        assert_problem(problem, 401, "unauthenticated")
        assert "another database" in problem.json["detail"]
        assert Api(server.port, before.token).post("/chat/logout").status == 401
        assert_problem(refresh(server, before.refresh_token), 401, "unauthenticated")
        # Nor do tokens that name none, whoever could make them.
        session = int(claims_of(now.token)["sid"])
        forged = access_of_010(server.data, now.id, session)
        assert Api(server.port, forged).get("/chat/me").status == 401
        assert refresh(server, refresh_of_010(server.data, session, 1)).status == 401
        assert now.api.get("/chat/me").status == 200
        assert refresh(server, now.refresh_token).status == 200


def test_who_was_logged_in_before_the_upgrade_stays_so():
    with AsqServer() as server:
        anna = http_api.register(server.port, "anna")
        session = int(claims_of(anna.token)["sid"])
        assert server.stop() == 0
        make_unnamed(server)
        server.start()
        access = access_of_010(server.data, anna.id, session)
        assert Api(server.port, access).get("/chat/me").json["id"] == anna.id
        server.kill()
        server.start()
        assert Api(server.port, access).get("/chat/me").status == 200
        # What another server of 0.1.0, with the same key, gives for its session of that number.
        later = access_of_010(server.data, anna.id, session, ahead=3600)
        assert Api(server.port, later).get("/chat/me").status == 401
        assert refresh(server, refresh_of_010(server.data, session, 2)).status == 401
        renewed = refresh(server, refresh_of_010(server.data, session, 1))
        assert renewed.status == 200
        again = refresh(server, refresh_of_010(server.data, session, 1))
        assert again.json["refresh_token"] == renewed.json["refresh_token"], "a lost answer"
        assert "db" in claims_of(renewed.json["access_token"])
        assert refresh(server, refresh_of_010(server.data, session, 2)).status == 401
        assert refresh(server, renewed.json["refresh_token"]).status == 200
        # A session of after the upgrade has no such tokens.
        boris = http_api.register(server.port, "boris")
        later = int(claims_of(boris.token)["sid"])
        assert later > session
        for named in (later, session):
            forged = access_of_010(server.data, boris.id, named)
            assert Api(server.port, forged).get("/chat/me").status == 401
        assert refresh(server, refresh_of_010(server.data, later, 1)).status == 401
        assert boris.api.get("/chat/me").status == 200
