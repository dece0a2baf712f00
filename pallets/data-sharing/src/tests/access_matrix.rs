//! Who may have what: everyone × every question.

use bpiiot_primitives::sharing::{Answer, Kind, Mode, Refusal, Scope, Terms, query_hash, receipts::Batch};
use bpiiot_primitives::{Role, device::Registry};
use frame_support::{
	assert_ok,
	storage::{TransactionOutcome, with_transaction},
};
use sp_runtime::DispatchError;

use super::*;
use crate::Call;

/// The answers while bob's relationship with the robot is open. The questions are about
/// `read`, `extra`, `other`, `foreign`, `write`: record 0, its first query, its second, its third, one that it has not, and
/// writing; `second`: record 1 with another tag; `proposed`: record 2, which the device has not verified; `asked`: record 3,
/// which it has, and which judy is to attest. Then calls: change record 0, verify record 2, give erin a permission, take hers
/// back, remove record 0, receipt reads.
///
/// `yes`, `-` for a call that is refused, or why the answer is no:
/// `who` no participant (any more), `rel` no relationship with the device, `acc` not accepted, `sus` suspended, `end` ended,
/// `ver` not verified, `per` no permission, `exp` expired, `ro` read only, `qry` no such query, `nam` query not named.
const OPEN: &str = "
|                  | read extra other foreign write second proposed asked | update verify grant revoke remove receipt |
| owner            | yes  yes   yes   qry     yes   yes    yes      yes   | -      yes    yes   yes    yes    -       |
| device           | yes  yes   yes   qry     yes   yes    yes      yes   | -      yes    yes   yes    yes    -       |
| provider         | yes  yes   yes   qry     yes   yes    yes      yes   | yes    -      -     -      -      yes     |
| grantee read     | yes  yes   nam   qry     ro    per    ver      ver   | -      -      -     yes    -      -       |
| grantee write    | yes  nam   nam   qry     yes   per    ver      ver   | yes    -      -     -      -      -       |
| expired          | exp  exp   exp   exp     exp   per    ver      ver   | -      -      -     -      -      -       |
| revoked          | per  per   per   per     per   per    ver      ver   | -      -      -     -      -      -       |
| suspended        | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| not accepted     | acc  acc   acc   acc     acc   acc    acc      acc   | -      -      -     -      -      -       |
| ended            | rel  rel   rel   rel     rel   rel    rel      rel   | -      -      -     -      -      -       |
| attestor         | per  per   per   per     per   per    ver      yes   | -      -      -     -      -      -       |
| other provider   | per  per   per   per     per   per    ver      ver   | -      -      -     -      -      -       |
| participant      | rel  rel   rel   rel     rel   rel    rel      rel   | -      -      -     -      -      -       |
| stranger         | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| other device     | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| retired key      | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| former account   | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| expelled grantee | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
";

/// The answers while it is suspended.
const SUSPENDED: &str = "
|                  | read extra other foreign write second proposed asked | update verify grant revoke remove receipt |
| owner            | yes  yes   yes   qry     sus   yes    yes      yes   | -      -      -     yes    yes    -       |
| device           | yes  yes   yes   qry     sus   yes    yes      yes   | -      -      -     yes    yes    -       |
| provider         | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      yes     |
| grantee read     | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     yes    -      -       |
| grantee write    | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| expired          | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| revoked          | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| suspended        | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| not accepted     | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| ended            | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| attestor         | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| other provider   | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| participant      | sus  sus   sus   sus     sus   sus    sus      sus   | -      -      -     -      -      -       |
| stranger         | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| other device     | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| retired key      | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| former account   | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| expelled grantee | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
";

/// The answers after its end: history.
const ENDED: &str = "
|                  | read extra other foreign write second proposed asked | update verify grant revoke remove receipt |
| owner            | yes  yes   yes   qry     end   yes    yes      yes   | -      -      yes   yes    yes    -       |
| device           | yes  yes   yes   qry     end   yes    yes      yes   | -      -      yes   yes    yes    -       |
| provider         | end  end   end   end     end   end    end      end   | -      -      -     -      -      yes     |
| grantee read     | yes  yes   nam   qry     end   per    ver      ver   | -      -      -     yes    -      -       |
| grantee write    | yes  nam   nam   qry     end   per    ver      ver   | -      -      -     -      -      -       |
| expired          | exp  exp   exp   exp     end   per    ver      ver   | -      -      -     -      -      -       |
| revoked          | per  per   per   per     end   per    ver      ver   | -      -      -     -      -      -       |
| suspended        | sus  sus   sus   sus     end   sus    sus      sus   | -      -      -     -      -      -       |
| not accepted     | acc  acc   acc   acc     end   acc    acc      acc   | -      -      -     -      -      -       |
| ended            | rel  rel   rel   rel     end   rel    rel      rel   | -      -      -     -      -      -       |
| attestor         | per  per   per   per     end   per    ver      ver   | -      -      -     -      -      -       |
| other provider   | per  per   per   per     end   per    ver      ver   | -      -      -     -      -      -       |
| participant      | rel  rel   rel   rel     end   rel    rel      rel   | -      -      -     -      -      -       |
| stranger         | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| other device     | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| retired key      | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| former account   | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
| expelled grantee | who  who   who   who     who   who    who      who   | -      -      -     -      -      -       |
";

/// Each row's name and account.
const PEOPLE: [(&str, &str); 18] = [
	("owner", "alice"),
	("device", "robot"),
	("provider", "bob"),
	("grantee read", "erin"),
	("grantee write", "frank"),
	("expired", "grace"),
	("revoked", "heidi"),
	("suspended", "ivan"),
	("not accepted", "leo"),
	("ended", "kim"),
	("attestor", "judy"),
	("other provider", "dave"),
	("participant", "carol"),
	("stranger", "mallory"),
	("other device", "press"),
	("retired key", "old robot"),
	("former account", "omar"),
	("expelled grantee", "nina"),
];

/// Puts everybody into the place that the row's name says.
fn prepare() {
	replace_key(ROBOT, "robot", "old robot");
	for name in ["heidi", "ivan", "leo", "kim", "judy", "omar", "nina"] {
		People::register(&account(name), Role::ThirdParty, b"").expect("registers");
	}
	for name in PEOPLE.map(|(_, name)| name) {
		let gift = pallet_balances::Call::force_set_balance { who: account(name), new_free: RICH };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(RuntimeCall::from(gift), RuntimeOrigin::root()));
	}
	relate("bob", Kind::Keeper);
	relate("dave", Kind::Keeper);
	for name in ["erin", "frank", "grace", "heidi", "ivan", "kim", "judy", "omar", "nina"] {
		relate(name, Kind::Viewer);
	}
	assert_ok!(send("alice", establish(robot(), "leo", Kind::Viewer)));

	for content in [content(), tagged("second"), content(), with_quorum(1, &["judy"])] {
		assert_ok!(send("bob", Call::add_record { relationship: 0, content }));
	}
	for record in [0, 1, 3] {
		assert_ok!(send("old robot", verify(record)));
	}

	let queries = vec![query_hash(EXTRA.as_bytes())].try_into().expect("one");
	assert_ok!(send("alice", grant("erin", tag(TAG), Terms { queries, ..terms(Mode::Read) })));
	assert_ok!(send("alice", grant("frank", Scope::Record(0), terms(Mode::ReadWrite))));
	assert_ok!(send("alice", grant("grace", tag(TAG), Terms { until: Some(1), ..terms(Mode::ReadWrite) })));
	for name in ["heidi", "ivan", "kim", "omar", "nina"] {
		assert_ok!(send("alice", grant(name, tag(TAG), terms(Mode::ReadWrite))));
	}
	let via = |name| DataSharing::relationship_between(robot(), account(name)).expect("has one");
	assert_ok!(send("alice", Call::revoke { source: 0, via: via("heidi"), scope: tag(TAG) }));
	assert_ok!(send("alice", Call::suspend { relationship: via("ivan") }));
	assert_ok!(send("alice", Call::end { relationship: via("kim") }));
	replace_key(ROBOT, "old robot", "robot");
	move_identity("omar", "omar's new account");
	expel("nina");
	go_to(2);
}

fn answer(who: &str, record: RecordId, mode: Mode, query: Option<&str>) -> &'static str {
	match DataSharing::may(account(who), record, mode, query.map(text), System::block_number()) {
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

fn row(who: &str) -> Vec<&'static str> {
	let erin = DataSharing::relationship_between(robot(), account("erin")).expect("has one");
	let batch = Batch { root: [1; 32].into(), allowed: 1, refused: 0, from: 2, until: 2, listed: Default::default() };
	vec![
		answer(who, 0, Mode::Read, None),
		answer(who, 0, Mode::Read, Some(EXTRA)),
		answer(who, 0, Mode::Read, Some(OTHER)),
		answer(who, 0, Mode::Read, Some("SELECT * FROM robot_8")),
		answer(who, 0, Mode::ReadWrite, None),
		answer(who, 1, Mode::Read, None),
		answer(who, 2, Mode::Read, None),
		answer(who, 3, Mode::Read, None),
		works(who, Call::update_record { record: 0, content: content() }),
		works(who, verify(2)),
		works(who, grant("erin", tag("other"), terms(Mode::Read))),
		works(who, Call::revoke { source: 0, via: erin, scope: tag(TAG) }),
		works(who, Call::remove_record { record: 0 }),
		works(who, Call::receipt { relationship: 0, batch }),
	]
}

fn assert_table(table: &str) {
	let mut lines = table.trim().lines().skip(1);
	for (name, who) in PEOPLE {
		let line = lines.next().expect("a line for each");
		let (head, answers) = line.trim_matches('|').split_once('|').expect("a name");
		assert_eq!(head.trim(), name);
		let answers: Vec<_> = answers.split_whitespace().filter(|cell| *cell != "|").collect();
		assert_eq!(row(who), answers, "{name}");
		assert_eq!(answer(who, 99, Mode::Read, None), "rec", "no such record for anybody");
	}
	assert_eq!(lines.next(), None);
}

// covers M29, M71, M74, M77, M92
#[test]
fn everyone_gets_the_answers_of_the_tables() {
	ExtBuilder::default().build_and_execute(|| {
		prepare();
		assert_table(OPEN);
		assert_ok!(send("alice", Call::suspend { relationship: 0 }));
		assert_table(SUSPENDED);
		assert_ok!(send("alice", Call::end { relationship: 0 }));
		assert_table(ENDED);
	});
}
