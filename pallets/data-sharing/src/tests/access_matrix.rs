//! Who may have what: everyone × every question, and everyone × every call.

use std::collections::BTreeMap;

use bpiiot_primitives::{
	Role,
	device::Registry,
	sharing::{Answer, Kind, Mode, Refusal, Scope, Terms, query_hash, receipts::Batch},
};
use frame_support::{
	assert_ok,
	storage::{TransactionOutcome, with_transaction},
};
use sp_runtime::DispatchError;

use super::*;
use crate::Call;

/// The answers to the ten roles while bob's relationship with the robot is open. The questions are about record 0: reading by its
/// first query, which needs no name (`read`), its second (`extra`), its third (`other`), one that it has not (`foreign`), and the
/// first again in block 51 (`later`); then writing, with the same five. And reading of record 1 with another tag (`second`), of
/// record 2, which the device has not verified (`proposed`), and of record 3, which it has, and which judy is to attest (`asked`);
/// `review` is of that proposal.
///
/// `yes`, or why the answer is no: `who` no participant (any more), `rel` no relationship with the device, `acc` not accepted, `sus`
/// suspended, `end` ended, `ver` not verified, `per` no permission, `exp` expired, `ro` read only, `qry` no such query, `nam` query
/// not named.
const ANSWERS: &str = "
|                   | read extra other foreign later | write extra other foreign later | second proposed asked review |
| owner             | yes  yes   yes   qry     yes   | yes   yes   yes   qry     yes   | yes    yes      yes   yes    |
| device            | yes  yes   yes   qry     yes   | yes   yes   yes   qry     yes   | yes    yes      yes   yes    |
| provider          | yes  yes   yes   qry     yes   | yes   yes   yes   qry     yes   | yes    yes      yes   yes    |
| grantee read      | yes  yes   nam   qry     yes   | ro    ro    ro    ro      ro    | per    ver      ver   -      |
| grantee write     | yes  yes   nam   qry     exp   | yes   yes   nam   qry     exp   | per    ver      ver   -      |
| expired           | exp  exp   exp   exp     exp   | exp   exp   exp   exp     exp   | per    ver      ver   -      |
| revoked           | per  per   per   per     per   | per   per   per   per     per   | per    ver      ver   -      |
| suspended         | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| stranger          | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| retired key       | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
";

/// The same for everybody else.
const OPEN_OTHERS: &str = "
|                   | read extra other foreign later | write extra other foreign later | second proposed asked review |
| not accepted      | acc  acc   acc   acc     acc   | acc   acc   acc   acc     acc   | acc    acc      acc   -      |
| ended             | rel  rel   rel   rel     rel   | rel   rel   rel   rel     rel   | rel    rel      rel   -      |
| attestor          | per  per   per   per     per   | per   per   per   per     per   | per    ver      yes   yes    |
| other provider    | per  per   per   per     per   | per   per   per   per     per   | per    ver      ver   -      |
| participant       | rel  rel   rel   rel     rel   | rel   rel   rel   rel     rel   | rel    rel      rel   -      |
| other device      | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| former account    | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| its new account   | rel  rel   rel   rel     rel   | rel   rel   rel   rel     rel   | rel    rel      rel   -      |
| former, came back | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| expelled grantee  | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| expelled, is out  | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| former provider   | rel  rel   rel   rel     rel   | rel   rel   rel   rel     rel   | rel    rel      rel   -      |
";

/// The answers while it is suspended.
const SUSPENDED: &str = "
|                   | read extra other foreign later | write extra other foreign later | second proposed asked review |
| owner             | yes  yes   yes   qry     yes   | sus   sus   sus   sus     sus   | yes    yes      yes   yes    |
| device            | yes  yes   yes   qry     yes   | sus   sus   sus   sus     sus   | yes    yes      yes   yes    |
| provider          | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| grantee read      | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| grantee write     | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| expired           | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| revoked           | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| suspended         | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| stranger          | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| retired key       | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| not accepted      | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| ended             | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| attestor          | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| other provider    | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| participant       | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| other device      | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| former account    | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| its new account   | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
| former, came back | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| expelled grantee  | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| expelled, is out  | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| former provider   | sus  sus   sus   sus     sus   | sus   sus   sus   sus     sus   | sus    sus      sus   -      |
";

/// The answers after its end while it was suspended: history that nobody reads but the device's side.
const WITHHELD: &str = "
|                   | read extra other foreign later | write extra other foreign later | second proposed asked review |
| owner             | yes  yes   yes   qry     yes   | end   end   end   end     end   | yes    yes      yes   yes    |
| device            | yes  yes   yes   qry     yes   | end   end   end   end     end   | yes    yes      yes   yes    |
| provider          | end  end   end   end     end   | end   end   end   end     end   | end    end      end   -      |
| grantee read      | sus  sus   sus   sus     sus   | end   end   end   end     end   | per    ver      ver   -      |
| grantee write     | sus  sus   sus   sus     sus   | end   end   end   end     end   | per    ver      ver   -      |
| expired           | sus  sus   sus   sus     sus   | end   end   end   end     end   | per    ver      ver   -      |
| revoked           | per  per   per   per     per   | end   end   end   end     end   | per    ver      ver   -      |
| suspended         | sus  sus   sus   sus     sus   | end   end   end   end     end   | sus    sus      sus   -      |
| stranger          | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| retired key       | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| not accepted      | acc  acc   acc   acc     acc   | end   end   end   end     end   | acc    acc      acc   -      |
| ended             | rel  rel   rel   rel     rel   | end   end   end   end     end   | rel    rel      rel   -      |
| attestor          | per  per   per   per     per   | end   end   end   end     end   | per    ver      ver   -      |
| other provider    | per  per   per   per     per   | end   end   end   end     end   | per    ver      ver   -      |
| participant       | rel  rel   rel   rel     rel   | end   end   end   end     end   | rel    rel      rel   -      |
| other device      | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| former account    | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| its new account   | rel  rel   rel   rel     rel   | end   end   end   end     end   | rel    rel      rel   -      |
| former, came back | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| expelled grantee  | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| expelled, is out  | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| former provider   | rel  rel   rel   rel     rel   | end   end   end   end     end   | rel    rel      rel   -      |
";

/// The answers after its end while it was open: history, to those who might read before.
const ENDED: &str = "
|                   | read extra other foreign later | write extra other foreign later | second proposed asked review |
| owner             | yes  yes   yes   qry     yes   | end   end   end   end     end   | yes    yes      yes   yes    |
| device            | yes  yes   yes   qry     yes   | end   end   end   end     end   | yes    yes      yes   yes    |
| provider          | end  end   end   end     end   | end   end   end   end     end   | end    end      end   -      |
| grantee read      | yes  yes   nam   qry     yes   | end   end   end   end     end   | per    ver      ver   -      |
| grantee write     | yes  yes   nam   qry     exp   | end   end   end   end     end   | per    ver      ver   -      |
| expired           | exp  exp   exp   exp     exp   | end   end   end   end     end   | per    ver      ver   -      |
| revoked           | per  per   per   per     per   | end   end   end   end     end   | per    ver      ver   -      |
| suspended         | sus  sus   sus   sus     sus   | end   end   end   end     end   | sus    sus      sus   -      |
| stranger          | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| retired key       | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| not accepted      | acc  acc   acc   acc     acc   | end   end   end   end     end   | acc    acc      acc   -      |
| ended             | rel  rel   rel   rel     rel   | end   end   end   end     end   | rel    rel      rel   -      |
| attestor          | per  per   per   per     per   | end   end   end   end     end   | per    ver      ver   -      |
| other provider    | per  per   per   per     per   | end   end   end   end     end   | per    ver      ver   -      |
| participant       | rel  rel   rel   rel     rel   | end   end   end   end     end   | rel    rel      rel   -      |
| other device      | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| former account    | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| its new account   | rel  rel   rel   rel     rel   | end   end   end   end     end   | rel    rel      rel   -      |
| former, came back | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| expelled grantee  | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| expelled, is out  | who  who   who   who     who   | who   who   who   who     who   | who    who      who   -      |
| former provider   | rel  rel   rel   rel     rel   | end   end   end   end     end   | rel    rel      rel   -      |
";

/// The answers to those two who come back after that, with a permission on the tag.
const RETURNED: &str = "
|                   | read extra other foreign later | write extra other foreign later | second proposed asked review |
| provider          | yes  end   end   end     yes   | end   end   end   end     end   | end    end      end   -      |
| former provider   | yes  nam   nam   qry     yes   | end   end   end   end     end   | per    ver      ver   -      |
";

/// Whether calls work while it is open: add a record; change record 0; verify, refuse and withdraw record 2; attest record 3; remove
/// record 0; give erin a permission, take hers back; receipt reads; take over the deposits, suspend, resume and end relationship
/// 0; acknowledge the device's notices; take over omar's relationship.
const CALLS_OPEN: &str = "
|                   | add update verify refuse withdraw attest remove grant revoke receipt adopt suspend resume end ack succeed |
| owner             | -   -      yes    yes    -        -      yes    yes   yes    -       yes   yes     -      yes yes -       |
| device            | -   -      yes    yes    -        -      yes    yes   yes    -       yes   yes     -      yes yes -       |
| provider          | yes yes    -      -      yes      -      -      -     -      yes     -     -       -      yes -   -       |
| grantee read      | -   -      -      -      -        -      -      -     yes    -       -     -       -      -   -   -       |
| grantee write     | -   yes    -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| expired           | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| revoked           | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| suspended         | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| stranger          | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| retired key       | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| not accepted      | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| ended             | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| attestor          | -   -      -      -      -        yes    -      -     -      -       -     -       -      -   -   -       |
| other provider    | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| participant       | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| other device      | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| former account    | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| its new account   | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   yes     |
| former, came back | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| expelled grantee  | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| expelled, is out  | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| former provider   | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
";

/// The same while it is suspended.
const CALLS_SUSPENDED: &str = "
|                   | add update verify refuse withdraw attest remove grant revoke receipt adopt suspend resume end ack succeed |
| owner             | -   -      -      yes    -        -      yes    -     yes    -       yes   -       yes    yes yes -       |
| device            | -   -      -      yes    -        -      yes    -     yes    -       yes   -       yes    yes yes -       |
| provider          | -   -      -      -      yes      -      -      -     -      yes     -     -       -      yes -   -       |
| grantee read      | -   -      -      -      -        -      -      -     yes    -       -     -       -      -   -   -       |
| grantee write     | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| expired           | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| revoked           | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| suspended         | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| stranger          | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| retired key       | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| not accepted      | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| ended             | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| attestor          | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| other provider    | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| participant       | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| other device      | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| former account    | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| its new account   | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   yes     |
| former, came back | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| expelled grantee  | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| expelled, is out  | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
| former provider   | -   -      -      -      -        -      -      -     -      -       -     -       -      -   -   -       |
";

/// The same after its end.
const CALLS_ENDED: &str = "
|                   | add update verify refuse withdraw attest remove grant revoke receipt adopt suspend resume end ack succeed |
| owner             | -   -      -      yes    -        -      yes    yes   yes    -       yes   -       -      -   yes -       |
| device            | -   -      -      yes    -        -      yes    yes   yes    -       yes   -       -      -   yes -       |
| provider          | -   -      -      yes    yes      -      -      -     -      yes     -     -       -      -   -   -       |
| grantee read      | -   -      -      yes    -        -      -      -     yes    -       -     -       -      -   -   -       |
| grantee write     | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| expired           | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| revoked           | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| suspended         | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| stranger          | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| retired key       | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| not accepted      | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| ended             | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| attestor          | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| other provider    | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| participant       | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| other device      | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| former account    | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| its new account   | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   yes     |
| former, came back | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| expelled grantee  | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| expelled, is out  | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
| former provider   | -   -      -      yes    -        -      -      -     -      -       -     -       -      -   -   -       |
";

/// The ten roles of the data-sharing contract.
const ROLES: [(&str, &str); 10] = [
	("owner", "alice"),
	("device", "robot"),
	("provider", "bob"),
	("grantee read", "erin"),
	("grantee write", "frank"),
	("expired", "grace"),
	("revoked", "heidi"),
	("suspended", "ivan"),
	("stranger", "mallory"),
	("retired key", "old robot"),
];

/// Everybody else. The one who came back has left the registry after its identity moved, the one who is out has left it after it was
/// expelled; both have tried to register again.
const OTHERS: [(&str, &str); 12] = [
	("not accepted", "leo"),
	("ended", "kim"),
	("attestor", "judy"),
	("other provider", "dave"),
	("participant", "carol"),
	("other device", "press"),
	("former account", "omar"),
	("its new account", "olga"),
	("former, came back", "peter"),
	("expelled grantee", "nina"),
	("expelled, is out", "quinn"),
	("former provider", "rosa"),
];

/// Puts everybody into the place that the row's name says.
fn prepare() {
	replace_key(ROBOT, "robot", "old robot");
	for name in ["heidi", "ivan", "leo", "kim", "judy", "omar", "nina", "peter", "quinn"] {
		People::register(&account(name), Role::ThirdParty, b"").expect("registers");
	}
	People::register(&account("rosa"), Role::ServiceProvider, b"").expect("registers");
	for (_, name) in ROLES.into_iter().chain(OTHERS) {
		let gift = pallet_balances::Call::force_set_balance { who: account(name), new_free: RICH };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(RuntimeCall::from(gift), RuntimeOrigin::root()));
	}
	relate("bob", Kind::Keeper);
	relate("dave", Kind::Keeper);
	for name in ["erin", "frank", "grace", "heidi", "ivan", "kim", "judy", "omar", "nina", "peter", "quinn"] {
		relate(name, Kind::Viewer);
	}
	relate("rosa", Kind::Keeper);
	assert_ok!(send("alice", establish(robot(), "leo", Kind::Viewer)));

	for content in [content(), tagged("second"), content(), with_quorum(1, &["judy"])] {
		assert_ok!(send("bob", Call::add_record { relationship: 0, content }));
	}
	for record in [0, 1, 3] {
		assert_ok!(send("old robot", verify(record)));
	}

	let queries = vec![query_hash(EXTRA.as_bytes())].try_into().expect("one");
	assert_ok!(send("alice", grant("erin", tag(TAG), Terms { queries, ..terms(Mode::Read) })));
	let queries = vec![query_hash(EXTRA.as_bytes())].try_into().expect("one");
	let until = Some(50);
	assert_ok!(send("alice", grant("frank", Scope::Record(0), Terms { queries, until, ..terms(Mode::ReadWrite) })));
	assert_ok!(send("alice", grant("grace", tag(TAG), Terms { until: Some(1), ..terms(Mode::ReadWrite) })));
	for name in ["heidi", "ivan", "kim", "omar", "nina", "peter", "quinn", "rosa"] {
		assert_ok!(send("alice", grant(name, tag(TAG), terms(Mode::ReadWrite))));
	}
	assert_ok!(send("alice", Call::revoke { source: 0, via: via("heidi"), scope: tag(TAG) }));
	assert_ok!(send("alice", Call::suspend { relationship: via("ivan") }));
	assert_ok!(send("alice", Call::end { relationship: via("kim") }));
	assert_ok!(send("alice", Call::end { relationship: via("rosa") }));
	replace_key(ROBOT, "old robot", "robot");
	move_identity("omar", "olga");
	move_identity("peter", "peter's new account");
	for name in ["nina", "quinn"] {
		expel(name);
	}
	for name in ["peter", "quinn"] {
		leave(name);
		People::register(&account(name), Role::ThirdParty, b"").expect_err("has lost its place");
		assert_eq!(People::role(&account(name)), None);
	}
	go_to(2);
}

fn via(name: &str) -> RelationshipId {
	DataSharing::relationship_between(robot(), account(name)).expect("has one")
}

fn answer(who: &str, record: RecordId, mode: Mode, query: Option<&str>, at: u64) -> &'static str {
	match DataSharing::may(account(who), record, mode, query.map(text), at) {
		Answer::Allowed(_) => "yes",
		Answer::Refused(refusal) => match refusal {
			Refusal::UnknownRecord => "rec",
			Refusal::UnknownViewer => "who",
			Refusal::NoRelationship => "rel",
			Refusal::NotAccepted => "acc",
			Refusal::Suspended => "sus",
			Refusal::Ended => "end",
			Refusal::NotVerified => "ver",
			Refusal::NoPermission => "per",
			Refusal::Expired => "exp",
			Refusal::ReadOnly => "ro",
			Refusal::UnknownQuery => "qry",
			Refusal::QueryNotGranted => "nam",
		},
	}
}

/// Whether a call would work; it leaves no trace.
fn works(who: &str, call: Call<Test>) -> &'static str {
	let result = with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(send(who, call))));
	if result.expect("no limit reached").is_ok() { "yes" } else { "-" }
}

const FOREIGN: &str = "SELECT * FROM robot_8";

fn answers(who: &str) -> Vec<&'static str> {
	let now = System::block_number();
	let reads = [(0, None), (0, Some(EXTRA)), (0, Some(OTHER)), (0, Some(FOREIGN))];
	let mut row: Vec<_> = reads.map(|(record, query)| answer(who, record, Mode::Read, query, now)).into();
	row.push(answer(who, 0, Mode::Read, None, 51));
	row.extend(reads.map(|(record, query)| answer(who, record, Mode::ReadWrite, query, now)));
	row.push(answer(who, 0, Mode::ReadWrite, None, 51));
	row.extend([1, 2, 3].map(|record| answer(who, record, Mode::Read, None, now)));
	row.push(match DataSharing::review(account(who), 3, None) {
		Answer::Allowed(_) => "yes",
		Answer::Refused(_) => "-",
	});
	assert_eq!(answer(who, 99, Mode::Read, None, now), "rec", "no such record for anybody");
	row
}

fn calls(who: &str) -> Vec<&'static str> {
	let batch = Batch { root: [1; 32].into(), allowed: 1, refused: 0, from: 2, until: 2, listed: Default::default() };
	let up_to = crate::Mailboxes::<Test>::get(robot()).next - 1;
	vec![
		works(who, add_record(0)),
		works(who, Call::update_record { record: 0, content: content() }),
		works(who, verify(2)),
		works(who, Call::reject_record { record: 2 }),
		works(who, Call::withdraw_record { record: 2 }),
		works(who, attest(3, true)),
		works(who, Call::remove_record { record: 0 }),
		works(who, grant("erin", tag("other"), terms(Mode::Read))),
		works(who, Call::revoke { source: 0, via: via("erin"), scope: tag(TAG) }),
		works(who, Call::receipt { relationship: 0, batch }),
		works(who, Call::adopt { relationship: 0, records: vec![0].try_into().expect("one") }),
		works(who, Call::suspend { relationship: 0 }),
		works(who, Call::resume { relationship: 0 }),
		works(who, Call::end { relationship: 0 }),
		works(who, Call::acknowledge { party: robot(), up_to }),
		works(who, Call::succeed { relationship: via("omar") }),
	]
}

/// Compares a table with what the chain says; the first line names the columns.
fn assert_table(name: &str, table: &str, row: fn(&str) -> Vec<&'static str>) {
	let cells = |line: &str| -> (String, Vec<String>) {
		let (head, cells) = line.trim_matches('|').split_once('|').expect("a name");
		let cells = cells.split_whitespace().filter(|cell| *cell != "|").map(String::from).collect();
		(head.trim().into(), cells)
	};
	let people: BTreeMap<_, _> = ROLES.into_iter().chain(OTHERS).collect();
	let mut wrong = Vec::new();
	for (head, expected) in table.trim().lines().skip(1).map(cells) {
		let found = row(people[head.as_str()]);
		if found != expected {
			wrong.push(format!("| {head:<17} | {} |", found.join(" ")));
		}
	}
	assert!(wrong.is_empty(), "{name}; the chain says\n{}", wrong.join("\n"));
}

/// Every line of a table, so that none is left out.
fn heads(tables: &[&str]) -> Vec<String> {
	let lines = tables.iter().flat_map(|table| table.trim().lines().skip(1));
	lines.map(|line| line.trim_matches('|').split('|').next().expect("a name").trim().to_string()).collect()
}

// covers M29, M71, M74, M77, M92
#[test]
fn everyone_gets_the_answers_of_the_tables() {
	let names = |people: &[(&str, &str)]| people.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
	assert_eq!(heads(&[ANSWERS]), names(&ROLES));
	assert_eq!(heads(&[OPEN_OTHERS]), names(&OTHERS));
	for table in [SUSPENDED, WITHHELD, ENDED, CALLS_OPEN, CALLS_SUSPENDED, CALLS_ENDED] {
		assert_eq!(heads(&[table]), [names(&ROLES), names(&OTHERS)].concat());
	}
	ExtBuilder::default().build_and_execute(|| {
		prepare();
		assert_table("the ten roles", ANSWERS, answers);
		assert_table("the others", OPEN_OTHERS, answers);
		assert_table("calls, open", CALLS_OPEN, calls);
		assert_ok!(send("alice", Call::suspend { relationship: 0 }));
		assert_table("suspended", SUSPENDED, answers);
		assert_table("calls, suspended", CALLS_SUSPENDED, calls);
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		go_to(3);
		assert_table("ended while suspended", WITHHELD, answers);
	});
	ExtBuilder::default().build_and_execute(|| {
		prepare();
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert_table("ended", ENDED, answers);
		assert_table("calls, ended", CALLS_ENDED, calls);
		// Provider and former provider come back, and are permitted to read.
		for name in ["bob", "rosa"] {
			relate(name, Kind::Keeper);
			assert_ok!(send("alice", grant(name, tag(TAG), terms(Mode::ReadWrite))));
		}
		assert_table("returned", RETURNED, answers);
	});
}

/// What `may` says of writing is what `update_record` does, but for the device's side, which writes data and proposes nothing.
// covers M92
#[test]
fn whoever_may_write_a_record_in_effect_may_propose_a_change_and_nobody_else() {
	let compare = || {
		let mut writers = 0;
		for (name, who) in ROLES.into_iter().chain(OTHERS) {
			let side = DataSharing::is_device_side(&account(who), &robot());
			let may = answer(who, 0, Mode::ReadWrite, None, System::block_number()) == "yes" && !side;
			let works = works(who, Call::update_record { record: 0, content: content() }) == "yes";
			assert_eq!(may, works, "{name}");
			writers += u32::from(works);
		}
		writers
	};
	ExtBuilder::default().build_and_execute(|| {
		prepare();
		assert_eq!(compare(), 2, "provider and grantee");
		assert_ok!(send("alice", Call::suspend { relationship: 0 }));
		assert_eq!(compare(), 0);
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert_eq!(compare(), 0);
	});
}
