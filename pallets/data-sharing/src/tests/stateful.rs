//! Random calls by several actors, valid and invalid, with the invariants checked on the way; at the end everything is removed
//! and every deposit has to be back.

use std::collections::BTreeMap;

use bpiiot_primitives::{
	Role,
	device::{DeviceUse, Registry as _},
	sharing::{
		Aggregate, Content, Function, Kind, Mode, Party, Purpose, Quorum, Scope, State, Terms, query_hash,
		receipts::Batch,
	},
};
use frame_support::traits::GetCallName;
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sp_runtime::StateVersion;

use super::{model::Model, *};
use crate::{
	Call, Granted, NextRecord, NextRelationship, Permissions, ProposalOf, Proposals, ReceiptLogs, Receipts, RecordsOf,
	RelationshipsOf,
};

/// Who calls. The devices have money here, so that they try everything too. The robot, alice and bob have a second key each.
const ACTORS: [&str; 14] = [
	"alice", "robot", "bob", "carol", "press", "dave", "erin", "frank", "grace", "mallory", "alias", "robot 2",
	"alice 2", "bob 2",
];

/// What can change in the registry, beside the identity that erin and mallory hand to and fro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
	/// The press is sold.
	Sale,
	/// The press leaves the registry.
	Removal,
	/// The robot gets another key.
	Key,
	/// Grace is expelled.
	Expulsion,
	/// Frank leaves.
	Leave,
	/// The owner's identity moves.
	Owner,
	/// The provider's identity moves.
	Provider,
}

const CHANGES: [Change; 7] =
	[Change::Sale, Change::Removal, Change::Key, Change::Expulsion, Change::Leave, Change::Owner, Change::Provider];

impl Change {
	fn happen(self) {
		match self {
			Self::Sale => sell(PRESS, "alice"),
			Self::Removal => unregister(PRESS),
			Self::Key => replace_key(ROBOT, "robot", "robot 2"),
			Self::Expulsion => expel("grace"),
			Self::Leave => leave("frank"),
			Self::Owner => move_identity("alice", "alice 2"),
			Self::Provider => move_identity("bob", "bob 2"),
		}
	}

	fn undo(self) {
		match self {
			Self::Sale => sell(PRESS, "carol"),
			Self::Removal => {
				sell(PRESS, "carol");
				replace_key(PRESS, "press", "press");
			}
			Self::Key => replace_key(ROBOT, "robot 2", "robot"),
			Self::Expulsion => readmit("grace", Role::ThirdParty),
			Self::Leave => People::register(&account("frank"), Role::ThirdParty, b"frank").expect("registers"),
			Self::Owner => move_identity("alice 2", "alice"),
			Self::Provider => move_identity("bob 2", "bob"),
		}
	}

	fn is_about_the_press(self) -> bool {
		matches!(self, Self::Sale | Self::Removal)
	}

	/// Whether the registry would let it happen: a device that is in use stays, with its owner.
	fn is_free(self) -> bool {
		!self.is_about_the_press() || !DataSharing::in_use(PRESS)
	}
}

/// The seed of a random test, logged. `PROPTEST_SEED` set to any text chooses another.
pub fn seed(test: &str) -> [u8; 32] {
	let text = std::env::var("PROPTEST_SEED").unwrap_or_default();
	let seed = sp_io::hashing::blake2_256(format!("{test}{text}").as_bytes());
	println!("seed {seed:02x?}");
	seed
}

struct World {
	rng: ChaCha8Rng,
	/// How often each call has been tried, and how often it worked.
	tried: BTreeMap<&'static str, (u32, u32)>,
	/// What the chain should know of who may have what, and how much each account should have contributed.
	model: Model,
	/// What is otherwise in the registry than at first.
	changed: Vec<Change>,
	/// How often each of them has happened.
	happened: BTreeMap<Change, u32>,
}

impl World {
	fn pick<Item: Clone>(&mut self, of: &[Item]) -> Item {
		of.choose(&mut self.rng).expect("not empty").clone()
	}

	fn often(&mut self, percent: u32) -> bool {
		self.rng.random_range(0..100) < percent
	}

	/// One of the latest numbers, sometimes one that was never given out.
	fn number(&mut self, next: u64) -> u64 {
		self.rng.random_range(next.saturating_sub(12)..next + 1)
	}

	/// A relationship that suits, mostly.
	fn relationship(&mut self, suits: impl Fn(&RelationshipOf<Test>) -> bool) -> RelationshipId {
		let found: Vec<_> = Relationships::<Test>::iter().take(200).filter(|(_, found)| suits(found)).collect();
		match found.is_empty() || self.often(12) {
			true => self.number(NextRelationship::<Test>::get().into()) as RelationshipId,
			false => self.pick(&found).0,
		}
	}

	/// A record of an open relationship, in effect or not, mostly.
	fn record(&mut self) -> RecordId {
		let open = |id| Relationships::<Test>::get(id).is_some_and(|found| found.state.is_open());
		let found: Vec<_> = Records::<Test>::iter().take(200).filter(|(_, record)| open(record.relationship)).collect();
		match found.is_empty() || self.often(12) {
			true => self.number(NextRecord::<Test>::get()),
			false => self.pick(&found).0,
		}
	}

	/// A record with a proposal that suits, mostly.
	fn proposal(&mut self, suits: impl Fn(&ProposalOf<Test>) -> bool) -> RecordId {
		let found: Vec<_> = Proposals::<Test>::iter().take(200).filter(|(_, found)| suits(found)).collect();
		match found.is_empty() || self.often(12) {
			true => self.number(NextRecord::<Test>::get()),
			false => self.pick(&found).0,
		}
	}

	fn subject(&mut self) -> Party<AccountId> {
		let subjects = [robot(), robot(), robot(), robot(), Party::Device(PRESS), party("alias"), Party::Device(9)];
		self.pick(&subjects)
	}

	fn scope(&mut self, source: RelationshipId) -> Scope {
		let records = DataSharing::records_of(source, None, 20);
		if records.is_empty() || self.often(50) {
			return tag(self.pick(&[TAG, TAG, "b", "b", "c", ""]));
		}
		Scope::Record(self.pick(&records))
	}

	/// What a provider proposes; mostly well formed, and some of it for attestors among the device's own partners.
	fn content(&mut self, id: RelationshipId) -> crate::ContentOf<Test> {
		let mut details = details();
		details.tag = text(self.pick(&[TAG, TAG, TAG, TAG, "b", "b", "c", "c", "B"]));
		details.summary.rows = self.pick(&[100, 100, 100, 100, 100, 5, 0]);
		let subject = Relationships::<Test>::get(id).map(|found| found.subject);
		let partners: Vec<_> = ["erin", "frank", "grace", "dave", "dave", "bob"]
			.into_iter()
			.filter(|name| {
				let of = subject.clone().and_then(|subject| DataSharing::relationship_between(subject, account(name)));
				of.and_then(Relationships::<Test>::get).is_some_and(|found| found.state.is_open())
			})
			.collect();
		let quorum = (!partners.is_empty() && self.often(55)).then(|| {
			let mut attestors = vec![account(self.pick(&partners)), account(self.pick(&partners))];
			attestors.dedup();
			let most = attestors.len() as u8;
			let needed = self.pick(&[1, 1, most, most, 0]);
			Quorum { attestors: attestors.try_into().expect("few"), needed }
		});
		let column = text(self.pick(&["g", "g", "g", "G"]));
		let bonus = self.often(20).then_some(Aggregate { function: Function::Count, column });
		let content = Content { details, quorum, bonus };
		if matches!(subject, Some(Party::Account(_))) && self.often(80) { coarse(content) } else { content }
	}

	fn terms(&mut self) -> Terms<u64> {
		let now = System::block_number();
		let until = self.often(40).then(|| self.rng.random_range(now.saturating_sub(1)..now + 20));
		let queries =
			if self.often(30) { vec![query_hash(self.pick(&[EXTRA, "SELECT x"]).as_bytes())] } else { vec![] };
		let queries = queries.try_into().expect("few");
		Terms { mode: self.pick(&[Mode::Read, Mode::ReadWrite]), purpose: Purpose::Diagnosis, until, queries }
	}

	/// The key that one uses now, mostly.
	fn present(&mut self, name: &'static str) -> &'static str {
		let moved = match name {
			"alice" if self.changed.contains(&Change::Owner) => "alice 2",
			"bob" if self.changed.contains(&Change::Provider) => "bob 2",
			_ => name,
		};
		if self.often(90) { moved } else { name }
	}

	/// One who may do it, mostly: so that many of the calls work.
	fn someone(&mut self, id: RelationshipId, side: bool) -> &'static str {
		let any = self.pick(&ACTORS);
		if self.often(15) {
			return any;
		}
		let Some(found) = Relationships::<Test>::get(id) else { return any };
		let likely = |name: &&&'static str| {
			let who = account(name);
			if side { DataSharing::is_device_side(&who, &found.subject) } else { found.partner == who }
		};
		let likely: Vec<_> = ACTORS.iter().filter(likely).copied().collect();
		// Those who have lost their place try less often.
		let placed = |name: &&'static str| People::is_admitted(&account(name)) || *name == "alias";
		let placed: Vec<_> = likely.iter().filter(|name| placed(name)).copied().collect();
		let likely = if placed.is_empty() || self.often(20) { likely } else { placed };
		if likely.is_empty() { any } else { self.pick(&likely) }
	}

	/// To which relationship a record belongs.
	fn of(&mut self, record: RecordId) -> RelationshipId {
		let effective = Records::<Test>::get(record).map(|found| found.relationship);
		effective.or(Proposals::<Test>::get(record).map(|found| found.relationship)).unwrap_or_default()
	}

	fn call(&mut self) -> (&'static str, Call<Test>) {
		let side = self.often(50);
		match self.rng.random_range(0..34) {
			0..=3 => {
				let subject = self.subject();
				let partner = self.pick(&["bob", "bob", "dave", "erin", "frank", "grace", "mallory", "alice"]);
				let partner = self.present(partner);
				let owner = self.present("alice");
				let inviters: [&str; 5] = [partner, partner, owner, "carol", "alias"];
				let kind = self.pick(&[Kind::Keeper, Kind::Viewer]);
				(self.pick(&inviters), establish(subject, partner, kind))
			}
			4..=6 => {
				let relationship = self.relationship(|found| found.state == State::Established);
				(self.someone(relationship, side), Call::accept { relationship })
			}
			7 => {
				let relationship = self.relationship(|found| found.state == State::Established);
				(self.someone(relationship, side), Call::reject { relationship })
			}
			8 => {
				let relationship = self.relationship(|found| found.state.is_open());
				(self.someone(relationship, true), Call::suspend { relationship })
			}
			9..=10 => {
				let relationship = self.relationship(|found| found.state == State::Suspended);
				(self.someone(relationship, true), Call::resume { relationship })
			}
			11 => {
				let relationship = self.relationship(|found| found.state != State::Ended);
				match self.often(40) {
					true => (self.someone(relationship, side), Call::end { relationship }),
					false => (self.someone(relationship, true), Call::resume { relationship }),
				}
			}
			12 => {
				let relationship = self.relationship(|found| found.kind == Kind::Keeper);
				let provider = account(self.pick(&["bob", "dave", "erin"]));
				(self.someone(relationship, true), Call::change_provider { relationship, provider })
			}
			13 => {
				let relationship = self.relationship(|found| found.state == State::Ended);
				(self.someone(relationship, side), Call::remove_relationship { relationship })
			}
			14 => {
				let relationship = self.relationship(|found| found.state != State::Established);
				let mut records = DataSharing::records_of(relationship, None, 2);
				records.extend(self.often(10).then_some(0));
				let records = records.try_into().expect("few");
				(self.someone(relationship, true), Call::adopt { relationship, records })
			}
			15..=18 => {
				let relationship = self.relationship(|found| found.kind == Kind::Keeper && found.state.is_open());
				let content = self.content(relationship);
				(self.someone(relationship, false), Call::add_record { relationship, content })
			}
			19..=20 => {
				let record = self.record();
				let relationship = self.of(record);
				let content = self.content(relationship);
				let writer = match self.often(30) {
					true => self.pick(&["erin", "frank", "grace", "dave"]),
					false => self.someone(relationship, false),
				};
				(writer, Call::update_record { record, content })
			}
			21..=23 => {
				let record = self.proposal(|found| found.verified_by.is_none());
				let relationship = self.of(record);
				let hash = if self.often(90) { proposed(record) } else { Default::default() };
				let bonus = Proposals::<Test>::get(record).is_some_and(|found| found.content.bonus.is_some());
				let bonus = bonus && self.often(80);
				(self.someone(relationship, true), Call::verify_record { record, hash, bonus })
			}
			24 => {
				let record = self.proposal(|_| true);
				let relationship = self.of(record);
				(self.someone(relationship, true), Call::reject_record { record })
			}
			25 => {
				let record = self.proposal(|_| true);
				let relationship = self.of(record);
				(self.someone(relationship, false), Call::withdraw_record { record })
			}
			26..=27 => {
				let open = |id| Relationships::<Test>::get(id).is_some_and(|found| found.state.is_open());
				let record = self.proposal(|found| found.verified_by.is_some() && open(found.relationship));
				let asked = Proposals::<Test>::get(record).and_then(|found| found.content.quorum);
				let asked = asked.map(|quorum| quorum.attestors.into_inner()).unwrap_or_default();
				let relationship = Relationships::<Test>::get(self.of(record));
				let can =
					|who: &AccountId| relationship.as_ref().is_some_and(|it| DataSharing::is_open_partner(it, who));
				let asked: Vec<_> = ACTORS.into_iter().filter(|name| asked.contains(&account(name))).collect();
				let able: Vec<_> = asked.iter().filter(|name| can(&account(name))).copied().collect();
				let named = if able.is_empty() { asked } else { able };
				let who = if named.is_empty() || self.often(15) { self.pick(&ACTORS) } else { self.pick(&named) };
				let valid = self.often(70);
				(who, attest(record, valid))
			}
			28 => {
				let record = self.record();
				let relationship = self.of(record);
				(self.someone(relationship, side), Call::remove_record { record })
			}
			29..=30 => {
				let source = self.relationship(|found| found.kind == Kind::Keeper && found.records > 0);
				let viewer = account(self.pick(&["bob", "dave", "erin", "frank", "grace", "mallory"]));
				let call = Call::grant { source, viewer, scope: self.scope(source), terms: self.terms() };
				(self.someone(source, true), call)
			}
			31 => {
				let granted = Permissions::<Test>::iter_keys().take(200).collect::<Vec<_>>();
				let (source, via, scope) = match granted.is_empty() || self.often(12) {
					true => (0, 1, tag(TAG)),
					false => self.pick(&granted),
				};
				(self.someone(source, true), Call::revoke { source, via, scope })
			}
			32 => {
				let relationship = self.relationship(|found| found.kind == Kind::Keeper);
				let now = System::block_number();
				let from = self.rng.random_range(now.saturating_sub(1)..now + 2);
				let batch = Batch {
					root: [1; 32].into(),
					allowed: 1,
					refused: 1,
					from,
					until: now,
					listed: Default::default(),
				};
				(self.someone(relationship, false), Call::receipt { relationship, batch })
			}
			_ => {
				let (party, reader) = match self.pick(&["robot", "bob", "erin", "alias", "mallory"]) {
					"robot" => (robot(), self.pick(&["robot", "alice", "carol"])),
					name => (party(name), if self.often(70) { name } else { self.pick(&ACTORS) }),
				};
				let next = crate::Mailboxes::<Test>::get(&party).next;
				let up_to = self.rng.random_range(next.saturating_sub(9)..next + 2);
				(reader, Call::acknowledge { party, up_to })
			}
		}
	}

	fn happen(&mut self, change: Change) {
		change.happen();
		self.changed.push(change);
		*self.happened.entry(change).or_default() += 1;
	}

	/// The registry changes, or goes back to what it was.
	fn change_registry(&mut self) {
		let clash = |one: Change, other: Change| one.is_about_the_press() && other.is_about_the_press();
		let change = if !self.changed.is_empty() && self.often(60) {
			let change = self.pick(&self.changed.clone());
			self.changed.retain(|other| *other != change);
			change.undo();
			change
		} else {
			// Each in its turn, so that none is left out.
			let turn = self.happened.values().sum::<u32>() as usize;
			let all = CHANGES.into_iter().cycle().skip(turn % CHANGES.len()).take(CHANGES.len());
			let possible = |change: &Change| {
				change.is_free() && !self.changed.iter().any(|other| other == change || clash(*change, *other))
			};
			let Some(change) = all.into_iter().find(possible) else { return };
			self.happen(change);
			change
		};
		if change == Change::Provider {
			let (now, before) = if self.changed.contains(&change) { ("bob 2", "bob") } else { ("bob", "bob 2") };
			let left: Vec<_> = DataSharing::relationships_of(party(before), None, 100);
			for relationship in left {
				System::reset_events();
				let _ = send(now, Call::succeed { relationship });
				self.model.follow(&events());
			}
		}
	}

	/// One random call.
	fn step(&mut self, compare: bool) {
		if self.often(10) {
			go_to(System::block_number() + self.rng.random_range(1..8));
		}
		if self.often(2) {
			let succeeded = self.relationship(|found| [account("erin"), account("mallory")].contains(&found.partner));
			let (from, to) = (self.pick(&["erin", "mallory"]), self.pick(&["erin", "mallory"]));
			if from != to && People::role(&account(from)).is_some() {
				move_identity(from, to);
				System::reset_events();
				let _ = send(to, Call::succeed { relationship: succeeded });
				self.model.follow(&events());
			}
		}
		if self.often(3) {
			self.change_registry();
		}
		let (who, call) = self.call();
		let name = call.get_call_name();
		System::reset_events();
		let before = (compare.then(|| sp_io::storage::root(StateVersion::V1)), ledger());
		let done = send(who, call.clone()).is_ok();
		let tried = self.tried.entry(name).or_default();
		*tried = (tried.0 + 1, tried.1 + u32::from(done));
		if !done {
			let after = (compare.then(|| sp_io::storage::root(StateVersion::V1)), ledger());
			assert_eq!(before, after, "{name} by {who} has failed and left a trace");
			return;
		}
		self.model.learn(&call, &events());
	}

	/// What has to hold at any time, beside `try_state`.
	fn check(&mut self) {
		assert_sound();
		// No reward without a cause, each to the one who has earned it.
		assert_eq!(ledger().contributions, self.model.contributions);
		// Every permission question of everybody about some records.
		let now = System::block_number();
		for _ in 0..6 {
			let next = NextRecord::<Test>::get();
			let record = self.number(next);
			for name in ACTORS {
				for mode in [Mode::Read, Mode::ReadWrite] {
					let answer = ask(name, record, mode, None);
					let expected = self.model.may(&account(name), record, mode, now);
					assert_eq!(answer.is_ok(), expected, "{name}, record {record}, {mode:?}: {answer:?}");
				}
			}
		}
	}
}

/// Removes everything, each thing by one who may.
fn remove_everything() {
	let side = |subject: &Party<AccountId>| match subject {
		Party::Device(ROBOT) => "alice",
		Party::Device(_) => "carol",
		Party::Account(_) => "alias",
	};
	for (id, found) in Relationships::<Test>::iter().collect::<Vec<_>>() {
		let call = match found.state {
			State::Established => Call::reject { relationship: id },
			State::Ended => continue,
			_ => Call::end { relationship: id },
		};
		send(side(&found.subject), call).expect("the device's side ends everything");
	}
	for (record, found) in Proposals::<Test>::iter().collect::<Vec<_>>() {
		let who = side(&relationship(found.relationship).subject);
		send(who, Call::reject_record { record }).expect("the device's side refuses everything");
	}
	for (record, found) in Records::<Test>::iter().collect::<Vec<_>>() {
		let who = side(&relationship(found.relationship).subject);
		send(who, Call::remove_record { record }).expect("the device's side removes everything");
	}
	for (source, via, scope) in Permissions::<Test>::iter_keys().collect::<Vec<_>>() {
		send("mallory", Call::revoke { source, via, scope }).expect("nothing is left that it is about");
	}
	for (id, found) in Relationships::<Test>::iter().collect::<Vec<_>>() {
		send(side(&found.subject), Call::remove_relationship { relationship: id }).expect("it is empty");
	}
}

/// Nobody has anything on hold, and nothing is stored but numbers and inboxes.
fn check_emptiness(issuance: Balance) {
	for name in ACTORS {
		assert_eq!(held(name), (0, 0, 0), "{name} has a deposit left");
	}
	assert_eq!(Relationships::<Test>::iter().count() + RelationshipsOf::<Test>::iter().count(), 0);
	assert_eq!(Records::<Test>::iter().count() + RecordsOf::<Test>::iter().count(), 0);
	assert_eq!(Permissions::<Test>::iter().count() + Granted::<Test>::iter().count(), 0);
	assert_eq!(ReceiptLogs::<Test>::iter().count() + Receipts::<Test>::iter().count(), 0);
	assert_eq!(crate::Uses::<Test>::iter().count() + crate::Invitations::<Test>::iter().count(), 0);
	assert_eq!(pallet_balances::TotalIssuance::<Test>::get(), issuance);
}

/// Rounds of 1,000 calls; after each round everything is removed. Rounds begin by turns with the sale and the removal of the press,
/// which are not possible later as long as it is in use.
fn run(rounds: u32, check_each: u32) {
	let rng = ChaCha8Rng::from_seed(seed("data-sharing"));
	let (model, tried, happened) = (Model::default(), BTreeMap::new(), BTreeMap::new());
	let mut world = World { rng, tried, model, changed: Vec::new(), happened };
	ExtBuilder::default().build_and_execute(|| {
		for name in ["robot", "press", "robot 2", "alice 2", "bob 2"] {
			let gift = pallet_balances::Call::force_set_balance { who: account(name), new_free: RICH };
			sp_runtime::traits::Dispatchable::dispatch(RuntimeCall::from(gift), RuntimeOrigin::root()).expect("gives");
		}
		let issuance = pallet_balances::TotalIssuance::<Test>::get();
		for round in 0..rounds {
			if People::role(&account("erin")).is_none() {
				move_identity("mallory", "erin");
			}
			System::reset_events();
			relate("bob", Kind::Keeper);
			for name in ["erin", "frank", "grace"] {
				relate(name, Kind::Viewer);
			}
			world.model.follow(&events());
			world.happen(CHANGES[round as usize % 2]);
			for call in 0..1_000 {
				world.step(call % check_each == 0);
				if call % check_each == 0 {
					world.check();
				}
			}
			for change in core::mem::take(&mut world.changed) {
				change.undo();
			}
			remove_everything();
			check_emptiness(issuance);
			let contributions = core::mem::take(&mut world.model.contributions);
			world.model = Model::default();
			world.model.contributions = contributions;
		}
		println!("call: tried, worked: {:?}; changes: {:?}", world.tried, world.happened);
		assert_eq!(world.happened.len(), CHANGES.len(), "something in the registry has never changed");
		for (name, (tried, worked)) in &world.tried {
			assert!(*worked > 0 && worked < tried, "{name} was not tried both ways: {worked} of {tried}");
		}
		assert_eq!(world.tried.len(), 20, "every call but `succeed`, which the steps make themselves");
	});
}

// covers M67, M77
#[test]
fn invariants_hold_after_any_calls_and_every_deposit_returns() {
	if std::env::var_os("BPIIOT_SOAK").is_some() { run(100, 50) } else { run(3, 2) }
}
