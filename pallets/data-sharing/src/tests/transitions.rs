//! The life of a relationship: every call in every state, from both sides.

use bpiiot_primitives::sharing::{Kind, Scope, receipts::Batch};
use frame_support::assert_ok;

use super::*;
use crate::Call;

/// Which state each call leads to, or why not. One line for each call and signer; the columns are the states before.
///
/// Relationship 0 keeps the robot's data; bob is its partner. From the state `Authorised` on it has record 0 in effect, and erin
/// has a permission on its tag; in `WaitingForUpdate` record 1 is proposed besides. `(1)` is record 1.
const TABLE: &str = "
| call, signer          | Established        | Authorised         | WaitingForUpdate   | Suspended         | Ended             |
| accept, alice         | OwnInvitation      | NotEstablished     | NotEstablished     | NotEstablished    | NotEstablished    |
| accept, bob           | Authorised         | NotEstablished     | NotEstablished     | NotEstablished    | NotEstablished    |
| reject, alice         | gone               | NotEstablished     | NotEstablished     | NotEstablished    | NotEstablished    |
| reject, bob           | gone               | NotEstablished     | NotEstablished     | NotEstablished    | NotEstablished    |
| suspend, alice        | NotOpen            | Suspended          | Suspended          | NotOpen           | NotOpen           |
| suspend, bob          | NotDeviceSide      | NotDeviceSide      | NotDeviceSide      | NotDeviceSide     | NotDeviceSide     |
| resume, alice         | NotSuspended       | NotSuspended       | NotSuspended       | Authorised        | NotSuspended      |
| resume, bob           | NotDeviceSide      | NotDeviceSide      | NotDeviceSide      | NotDeviceSide     | NotDeviceSide     |
| end, alice            | NotAccepted        | Ended              | Ended              | Ended             | AlreadyEnded      |
| end, bob              | NotAccepted        | Ended              | Ended              | Ended             | AlreadyEnded      |
| change, alice         | NotAccepted        | Authorised         | WaitingForUpdate   | Suspended         | Ended             |
| change, bob           | NotDeviceSide      | NotDeviceSide      | NotDeviceSide      | NotDeviceSide     | NotDeviceSide     |
| remove, alice         | NotEnded           | NotEnded           | NotEnded           | NotEnded          | NotEmpty          |
| remove, bob           | NotEnded           | NotEnded           | NotEnded           | NotEnded          | NotPayer          |
| adopt, alice          | NotAccepted        | Authorised         | WaitingForUpdate   | Suspended         | Ended             |
| adopt, bob            | NotDeviceSide      | NotDeviceSide      | NotDeviceSide      | NotDeviceSide     | NotDeviceSide     |
| add, alice            | NotKeeper          | NotKeeper          | NotKeeper          | NotKeeper         | NotKeeper         |
| add, bob              | NotOpen            | WaitingForUpdate   | WaitingForUpdate   | NotOpen           | NotOpen           |
| update, alice         | RecordNotFound     | NotWriter          | NotWriter          | NotWriter         | NotWriter         |
| update, bob           | RecordNotFound     | WaitingForUpdate   | WaitingForUpdate   | NotOpen           | NotOpen           |
| verify (1), alice     | ProposalNotFound   | ProposalNotFound   | Authorised         | ProposalNotFound  | ProposalNotFound  |
| verify (1), bob       | ProposalNotFound   | ProposalNotFound   | NotDeviceSide      | ProposalNotFound  | ProposalNotFound  |
| refuse (1), alice     | ProposalNotFound   | ProposalNotFound   | Authorised         | ProposalNotFound  | ProposalNotFound  |
| refuse (1), bob       | ProposalNotFound   | ProposalNotFound   | NotDeviceSide      | ProposalNotFound  | ProposalNotFound  |
| withdraw (1), alice   | ProposalNotFound   | ProposalNotFound   | NotAuthor          | ProposalNotFound  | ProposalNotFound  |
| withdraw (1), bob     | ProposalNotFound   | ProposalNotFound   | Authorised         | ProposalNotFound  | ProposalNotFound  |
| attest (1), alice     | ProposalNotFound   | ProposalNotFound   | NotAttestor        | ProposalNotFound  | ProposalNotFound  |
| attest (1), bob       | ProposalNotFound   | ProposalNotFound   | NotAttestor        | ProposalNotFound  | ProposalNotFound  |
| remove record, alice  | RecordNotFound     | Authorised         | WaitingForUpdate   | Suspended         | Ended             |
| remove record, bob    | RecordNotFound     | NotEnded           | NotEnded           | NotEnded          | KeepPeriodRunning |
| grant, alice          | NotOpen            | Authorised         | WaitingForUpdate   | NotOpen           | Ended             |
| grant, bob            | NotDeviceSide      | NotDeviceSide      | NotDeviceSide      | NotDeviceSide     | NotDeviceSide     |
| revoke, alice         | PermissionNotFound | Authorised         | WaitingForUpdate   | Suspended         | Ended             |
| revoke, bob           | PermissionNotFound | NotAuthorised      | NotAuthorised      | NotAuthorised     | NotAuthorised     |
| receipt, alice        | NotKeeper          | NotKeeper          | NotKeeper          | NotKeeper         | NotKeeper         |
| receipt, bob          | NotAccepted        | Authorised         | WaitingForUpdate   | Suspended         | Ended             |
| succeed, alice        | NotSuccessor       | NotSuccessor       | NotSuccessor       | NotSuccessor      | NotSuccessor      |
| succeed, bob          | NotSuccessor       | NotSuccessor       | NotSuccessor       | NotSuccessor      | NotSuccessor      |
";

/// Brings relationship 0 into a state.
fn bring_to(state: &str) {
	assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
	relate("erin", Kind::Viewer);
	if state == "Established" {
		return;
	}
	assert_ok!(send("bob", Call::accept { relationship: 0 }));
	assert_ok!(send("bob", add_record(0)));
	assert_ok!(send("alice", verify(0)));
	assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
	match state {
		"Authorised" => (),
		"WaitingForUpdate" => send("bob", add_record(0)).expect("adds"),
		"Suspended" => send("alice", Call::suspend { relationship: 0 }).expect("suspends"),
		"Ended" => send("alice", Call::end { relationship: 0 }).expect("ends"),
		_ => panic!("no such state: {state}"),
	}
}

fn call(name: &str) -> Call<Test> {
	let relationship = 0;
	match name {
		"accept" => Call::accept { relationship },
		"reject" => Call::reject { relationship },
		"suspend" => Call::suspend { relationship },
		"resume" => Call::resume { relationship },
		"end" => Call::end { relationship },
		"change" => Call::change_provider { relationship, provider: account("dave") },
		"remove" => Call::remove_relationship { relationship },
		"adopt" => Call::adopt { relationship, records: Default::default() },
		"add" => add_record(relationship),
		"update" => Call::update_record { record: 0, content: content() },
		"verify (1)" => verify(1),
		"refuse (1)" => Call::reject_record { record: 1 },
		"withdraw (1)" => Call::withdraw_record { record: 1 },
		"attest (1)" => attest(1, true),
		"remove record" => Call::remove_record { record: 0 },
		"grant" => grant("erin", tag("other"), terms(Mode::Read)),
		"revoke" => Call::revoke { source: relationship, via: 1, scope: Scope::Tag(text(TAG)) },
		"receipt" => {
			let batch =
				Batch { root: [1; 32].into(), allowed: 1, refused: 0, from: 1, until: 1, listed: Default::default() };
			Call::receipt { relationship, batch }
		}
		"succeed" => Call::succeed { relationship },
		_ => panic!("no such call: {name}"),
	}
}

/// What became of relationship 0, or the error's name.
fn outcome(who: &str, call: Call<Test>) -> String {
	let before = Relationships::<Test>::get(0);
	match send(who, call) {
		Ok(()) => Relationships::<Test>::get(0).map_or("gone".into(), |found| format!("{:?}", found.state)),
		Err(error) => {
			assert_eq!(Relationships::<Test>::get(0), before);
			let text: &'static str = error.into();
			text.to_string()
		}
	}
}

fn cells(line: &str) -> Vec<String> {
	line.trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect()
}

// covers M68, M69
#[test]
fn every_call_in_every_state_does_what_the_table_says() {
	let mut lines = TABLE.trim().lines().map(cells);
	let states = lines.next().expect("a head");
	assert_eq!(states[1..], ["Established", "Authorised", "WaitingForUpdate", "Suspended", "Ended"]);
	let mut tried = 0;
	for line in lines {
		let (name, who) = line[0].split_once(", ").expect("call and signer");
		for (before, expected) in states.iter().zip(&line).skip(1) {
			ExtBuilder::default().build_and_execute(|| {
				bring_to(before);
				assert_eq!(format!("{:?}", state(0)), *before);
				assert_eq!(outcome(who, call(name)), *expected, "{name} by {who} when {before}");
			});
			tried += 1;
		}
	}
	assert_eq!(tried, 2 * 19 * 5);
}
