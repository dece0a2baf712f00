//! Random calls, valid and invalid, by several actors: 2,000 of them, or 100,000 with `BPIIOT_SOAK=1`, and as many more as it takes
//! until each kind has succeeded.
//!
//! No call succeeds that the [`Oracle`] forbids its signer, and the transaction's check lets exactly those through that it says.
//! After each call the pallet's invariants hold (each hold is the sum of what is held for records, all indices agree both ways)
//! and no money has appeared or vanished but burned stakes. Keys are valid in the past exactly as a model says that remembers
//! every block. In the end everything is removed, every deposit has returned, and nothing is stored.

use std::collections::BTreeMap;

use bpiiot_primitives::{Hash, Role, device::Registry, identity::PublicKey};
use frame_support::{storage::with_storage_layer, traits::UnfilteredDispatchable};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha20Rng;
use sp_runtime::DispatchResult;

use super::{
	endow,
	model::{Known, Model, both},
	oracle::Oracle,
	staked,
	tear_down::tear_down,
};
use crate::mock::{
	Balances, Busy, DeviceRegistry, ExtBuilder, RICH, RuntimeOrigin, STAKE, System, Test, account, assert_sound, claim,
	consent, handle, keys, profile, signed, text,
};
use crate::*;

const PEOPLE: [&str; 8] = ["alice", "bob", "carol", "olga", "tom", "dora", "emil", "fred"];
const MACHINES: [&str; 5] = ["robot", "press", "drill", "saw", "oven"];
const STRINGS: [&str; 7] = ["plant", "p1ant", "mill", "rnill", "acme", "a-c-m-e", "-bad-"];
/// Calls on one chain before it is torn down.
const EPISODE: u32 = 1_000;
/// Most chains after the planned ones; none of the kinds is as rare as that.
const MORE: u32 = 20;
/// Kinds of steps that can succeed: 34 calls, a transfer, and the passing of time.
const KINDS: usize = 36;

struct Run {
	random: ChaCha20Rng,
	model: Model,
	oracle: Oracle,
	/// How many calls of the registry have been sent.
	sent: u32,
	done: BTreeMap<&'static str, u32>,
	/// Tags of all keys that were ever used.
	tags: Vec<String>,
	/// How many keys have been made.
	made: u32,
}

impl Run {
	fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
		of.choose(&mut self.random).expect("not empty")
	}

	fn who(&mut self) -> &'static str {
		self.one(&PEOPLE)
	}

	/// Somebody of whom something holds, mostly, or anybody.
	fn who_mostly(&mut self, holds: impl Fn(&bpiiot_primitives::AccountId) -> bool) -> &'static str {
		let right: Vec<_> = PEOPLE.into_iter().filter(|name| holds(&account(name))).collect();
		if right.is_empty() || self.random.random_ratio(1, 6) { self.who() } else { self.one(&right) }
	}

	fn newcomer(&mut self) -> &'static str {
		self.who_mostly(|who| !Participants::<Test>::contains_key(who))
	}

	fn participant(&mut self) -> &'static str {
		self.who_mostly(|who| DeviceRegistry::ensure_admitted(who).is_ok())
	}

	fn equipment_owner(&mut self) -> &'static str {
		self.who_mostly(|who| DeviceRegistry::ensure_equipment_owner(who).is_ok())
	}

	/// A device, mostly one that exists.
	fn device(&mut self) -> u32 {
		let all: Vec<u32> = Devices::<Test>::iter_keys().collect();
		match all.choose(&mut self.random) {
			Some(id) if self.random.random_ratio(9, 10) => *id,
			_ => self.random.random_range(0..1 + NextDevice::<Test>::get()),
		}
	}

	/// An account that should be the right one, or any.
	fn mostly(&mut self, right: Option<bpiiot_primitives::AccountId>) -> &'static str {
		let right = right.and_then(|right| PEOPLE.into_iter().find(|name| account(name) == right));
		match right {
			Some(right) if self.random.random_ratio(4, 5) => right,
			_ => self.who(),
		}
	}

	fn owner(&mut self, device: u32) -> &'static str {
		self.mostly(Devices::<Test>::get(device).map(|device| device.owner))
	}

	/// Fresh keys of somebody, or sometimes old ones.
	fn keys(&mut self, who: &str) -> String {
		if self.random.random_ratio(1, 10)
			&& let Some(old) = self.tags.choose(&mut self.random)
		{
			return old.clone();
		}
		self.made += 1;
		format!("{who}/{}", self.made)
	}

	/// Somebody with an identity, or anybody.
	fn with_identity(&mut self) -> &'static str {
		let all: Vec<_> = Identities::<Test>::iter_values().map(|identity| identity.account).collect();
		let right = all.choose(&mut self.random).cloned();
		self.mostly(right)
	}

	/// The number of a pair of somebody's identity, valid or not, or any.
	fn index(&mut self, who: &str) -> u32 {
		let all: Vec<u32> = IdentityOf::<Test>::get(account(who))
			.map(|(id, _)| Keys::<Test>::iter_key_prefix(id).collect())
			.unwrap_or_default();
		all.choose(&mut self.random).copied().unwrap_or(3)
	}

	/// The number of a pair that is no longer valid, mostly.
	fn ended(&mut self, who: &str) -> u32 {
		let id = IdentityOf::<Test>::get(account(who)).map_or(u32::MAX, |found| found.0);
		let ended = Keys::<Test>::iter_prefix(id).filter(|(_, record)| record.until.is_some());
		let ended: Vec<u32> = ended.map(|(index, _)| index).collect();
		ended.choose(&mut self.random).copied().unwrap_or_else(|| self.index(who))
	}

	/// The name of a machine whose account is free, mostly.
	fn machine(&mut self) -> &'static str {
		let free = MACHINES.into_iter().filter(|name| !DeviceOf::<Test>::contains_key(account(name)));
		let free: Vec<_> = free.collect();
		if free.is_empty() || self.random.random_ratio(1, 10) { self.one(&MACHINES) } else { self.one(&free) }
	}

	/// The name of the machine that is a device.
	fn name_of(&self, device: u32) -> &'static str {
		let found = Devices::<Test>::get(device).map(|device| device.account);
		MACHINES.into_iter().find(|name| Some(account(name)) == found).unwrap_or("robot")
	}

	fn amount(&mut self) -> u128 {
		match self.random.random_range(0..5) {
			0 => 0,
			1 => u128::MAX,
			2 => self.random.random_range(0..2 * RICH),
			_ => self.random.random_range(0..RICH / 100),
		}
	}

	/// Sends a call; no signer is the committee.
	fn send(&mut self, who: Option<&str>, call: Call<Test>) -> DispatchResult {
		let who = who.map(account);
		let may = self.oracle.may(who.as_ref(), &call);
		if let Some(who) = &who {
			let passes = crate::admission::check::<Test>(who, &call.clone().into()).is_ok();
			assert_eq!(passes, self.oracle.passes(who, &call), "the transaction's check of {call:?}");
		}
		let (device, identity) = (NextDevice::<Test>::get(), NextIdentity::<Test>::get());
		let origin = who.clone().map_or_else(RuntimeOrigin::root, RuntimeOrigin::signed);
		let done = with_storage_layer(|| call.clone().dispatch_bypass_filter(origin));
		if done.is_ok() {
			assert!(may, "{who:?} must not {call:?}");
			self.oracle.done(who.as_ref(), &call, device, identity);
		}
		self.sent += 1;
		done.map(drop).map_err(|failed| failed.error)
	}

	/// Runs one random call.
	fn step(&mut self) {
		let now = System::block_number();
		let (name, done): (&'static str, DispatchResult) = match self.random.random_range(0..46) {
			0 => {
				let who = if self.random.random_ratio(1, 10) { self.one(&MACHINES) } else { self.newcomer() };
				let role = *[Role::EquipmentOwner, Role::EquipmentOwner, Role::ServiceProvider, Role::ThirdParty]
					.choose(&mut self.random)
					.expect("some");
				("register_participant", self.send(Some(who), Call::register_participant { role, name: text(who) }))
			}
			1 | 2 => {
				let (owner, machine) = (self.equipment_owner(), self.machine());
				let signer = if self.random.random_ratio(1, 8) { "mallory" } else { machine };
				let claim = claim(signer, &account(owner));
				(
					"register_device",
					self.send(
						Some(owner),
						Call::register_device { account: account(machine), claim, profile: profile(machine) },
					),
				)
			}
			3 => {
				let device = self.device();
				let (owner, kind) = (self.owner(device), self.one(&["a", "much longer than before"]));
				("update_device", self.send(Some(owner), Call::update_device { device, profile: profile(kind) }))
			}
			4 if self.random.random() => {
				let device = self.device();
				let owner = self.owner(device);
				("remove_device", self.send(Some(owner), Call::remove_device { device }))
			}
			5 | 6 => {
				let (device, amount) = (self.device(), self.amount());
				let owner = self.owner(device);
				("fund_fees", self.send(Some(owner), Call::fund_fees { device, amount }))
			}
			4 | 7 => {
				let (device, amount) = (self.device(), self.amount());
				let owner = self.owner(device);
				("withdraw_fees", self.send(Some(owner), Call::withdraw_fees { device, amount }))
			}
			8 => {
				let policies = [
					AdmissionPolicy::Open,
					AdmissionPolicy::ByCommittee,
					AdmissionPolicy::BySponsor,
					AdmissionPolicy::BySponsor,
				];
				let policy = *policies.choose(&mut self.random).expect("some");
				("set_policy", self.send(None, Call::set_policy { policy }))
			}
			9 => {
				let who = self.newcomer();
				("admit", self.send(None, Call::admit { who: account(who) }))
			}
			10 => {
				let who = self.who_mostly(|who| Admissions::<Test>::contains_key(who));
				("withdraw_admission", self.send(None, Call::withdraw_admission { who: account(who) }))
			}
			11 => {
				let (who, newcomer) = (self.participant(), self.newcomer());
				("sponsor", self.send(Some(who), Call::sponsor { newcomer: account(newcomer) }))
			}
			12 => {
				let newcomer = self.who_mostly(|who| Sponsorships::<Test>::contains_key(who));
				let sponsor = Sponsorships::<Test>::get(account(newcomer)).map(|found| found.sponsor);
				let who = self.mostly(sponsor);
				("end_sponsorship", self.send(Some(who), Call::end_sponsorship { newcomer: account(newcomer) }))
			}
			13 if self.random.random_ratio(1, 4) => {
				let on_probation = |who: &_| Sponsorships::<Test>::get(who).is_some_and(|found| found.until.is_some());
				let who = self.who_mostly(on_probation);
				let staked_before: u128 = PEOPLE.iter().map(|name| staked(name)).sum();
				let done = self.send(None, Call::expel { who: account(who) });
				let burned = staked_before - PEOPLE.iter().map(|name| staked(name)).sum::<u128>();
				assert!(burned == 0 || burned == STAKE);
				self.model.burned += burned;
				("expel", done)
			}
			13 | 14 => {
				let who = self.who_mostly(|who| Expulsions::<Test>::contains_key(who));
				("readmit", self.send(None, Call::readmit { who: account(who) }))
			}
			15 if self.random.random_ratio(1, 3) => {
				let moved = |who: &_| Participants::<Test>::get(who).is_some_and(|found| found.moved);
				let who = self.who_mostly(moved);
				("leave", self.send(Some(who), Call::leave {}))
			}
			15 | 16 => self.register_identity(),
			17 => self.change_account(),
			18 if self.random.random_ratio(1, 3) => self.retire_identity(),
			18 | 19 => self.remove_identity(),
			20 => self.add_keys(),
			21 | 22 => self.rotate_keys(),
			23 => self.retire_keys(),
			24 => self.prune_keys(),
			25 | 26 => {
				let (device, to) = (self.device(), self.equipment_owner());
				let owner = self.owner(device);
				let until = now + self.random.random_range(0..90);
				let terms = if self.random.random() { Terms::Transfer } else { Terms::Loan { until } };
				("offer_device", self.send(Some(owner), Call::offer_device { device, to: account(to), terms }))
			}
			27 if self.random.random_ratio(1, 3) => {
				let device = self.offered(true);
				let who = self.owner(device);
				("withdraw_offer", self.send(Some(who), Call::withdraw_offer { device }))
			}
			27 | 28 => {
				let device = self.offered(false);
				let who = self.mostly(Offers::<Test>::get(device).map(|offer| offer.to));
				let claim = claim(self.name_of(device), &account(who));
				("accept_device", self.send(Some(who), Call::accept_device { device, claim }))
			}
			29 | 30 => {
				let device = self.offered(true);
				let who = self.mostly(Offers::<Test>::get(device).map(|offer| offer.to));
				("accept_loan", self.send(Some(who), Call::accept_loan { device }))
			}
			31 => {
				let lent: Vec<u32> = Loans::<Test>::iter_keys().collect();
				let device = lent.choose(&mut self.random).copied().unwrap_or(0);
				let who = self.mostly(Loans::<Test>::get(device).map(|loan| loan.borrower));
				("end_loan", self.send(Some(who), Call::end_loan { device }))
			}
			32 => {
				let (device, new) = (self.device(), self.machine());
				let owner = self.owner(device);
				let claim = claim(new, &account(owner));
				(
					"replace_account",
					self.send(Some(owner), Call::replace_account { device, account: account(new), claim }),
				)
			}
			33 => {
				let device = self.device();
				let who = if self.random.random() { self.owner(device) } else { self.name_of(device) };
				(
					"set_status",
					self.send(
						Some(who),
						Call::set_status { device, status: DeviceStatus::Idle, firmware: Some(Hash::zero()) },
					),
				)
			}
			34 => {
				let device = self.device();
				let owner = self.owner(device);
				let items: Vec<Stock> = (0..self.random.random_range(0..4u8))
					.map(|number| Stock { number: vec![number].try_into().expect("short"), quantity: number.into() })
					.skip(self.random.random_range(0..2))
					.collect();
				let items = items.try_into().expect("few");
				("set_inventory", self.send(Some(owner), Call::set_inventory { device, items }))
			}
			35 => {
				let any = self.random.random_ratio(1, 5);
				let all = HistoryLength::<Test>::iter_keys().filter(|id| any || !Devices::<Test>::contains_key(id));
				let all: Vec<u32> = all.collect();
				let device = all.choose(&mut self.random).copied().unwrap_or(0);
				let (who, limit) = (self.who(), self.random.random_range(0..4));
				("clear_history", self.send(Some(who), Call::clear_history { device, limit }))
			}
			36 => {
				let kept: Vec<_> = RetiredNonce::<Test>::iter().map(|(account, kept)| (account, kept.payer)).collect();
				let (which, payer) = kept.choose(&mut self.random).cloned().unwrap_or((account("saw"), account("saw")));
				let who = self.mostly(Some(payer));
				("forget_account", self.send(Some(who), Call::forget_account { account: which }))
			}
			37 => {
				let (who, alias) = (self.participant(), Hash::repeat_byte(self.random.random_range(0..3)));
				if self.random.random() {
					("register_alias", self.send(Some(who), Call::register_alias { alias }))
				} else {
					("remove_alias", self.send(Some(who), Call::remove_alias { alias }))
				}
			}
			38 => {
				// What happens around the registry: devices send and are busy, money moves.
				let device = self.device();
				if Devices::<Test>::contains_key(device) {
					System::inc_account_nonce(account(self.name_of(device)));
				}
				let busy = self.random.random_ratio(1, 4);
				Busy::mutate(|all| if busy { all.insert(device) } else { all.remove(&device) });
				let (from, to, value) = (self.who(), self.who(), self.amount());
				let transfer = || Balances::transfer_keep_alive(signed(from), account(to), value);
				("transfer", with_storage_layer(transfer))
			}
			39 | 40 => self.change_account(),
			41 | 42 => self.prune_keys(),
			43 => self.remove_identity(),
			_ => {
				let blocks = self.random.random_range(1..30);
				self.model.pass(blocks);
				("pass", Ok(()))
			}
		};
		if done.is_ok() {
			*self.done.entry(name).or_default() += 1;
		}
	}

	/// A device that is offered, mostly for a loan or for good.
	fn offered(&mut self, loan: bool) -> u32 {
		let any = self.random.random_ratio(1, 5);
		let all = Offers::<Test>::iter().filter(|(_, offer)| any || loan == (offer.terms != Terms::Transfer));
		let all: Vec<u32> = all.map(|(id, _)| id).collect();
		all.choose(&mut self.random).copied().unwrap_or(0)
	}

	fn register_identity(&mut self) -> (&'static str, DispatchResult) {
		let without = |who: &_| DeviceRegistry::ensure_admitted(who).is_ok() && !IdentityOf::<Test>::contains_key(who);
		let (who, string) = (self.who_mostly(without), self.one(&STRINGS));
		let tag = self.keys(who);
		let (of, number) = tag.split_once('/').expect("two parts");
		let next = NextIdentity::<Test>::get();
		let done = self.send(Some(who), Call::register_identity { handle: handle(string), keys: keys(of, number) });
		if done.is_ok() {
			let valid = BTreeMap::from([(0, tag.clone())]);
			self.model.identities.insert(next, Known { account: who.into(), valid, ever: vec![tag.clone()] });
			self.tags.push(tag);
		}
		("register_identity", done)
	}

	fn change_account(&mut self) -> (&'static str, DispatchResult) {
		let who = self.with_identity();
		let role = <DeviceRegistry as Registry<_>>::role(&account(who));
		let fresh =
			|new: &_| <DeviceRegistry as Registry<_>>::role(new) == role && !IdentityOf::<Test>::contains_key(new);
		let new = self.who_mostly(fresh);
		let id = IdentityOf::<Test>::get(account(who)).map_or(0, |found| found.0);
		let sequence = Identities::<Test>::get(id).map_or(1, |identity| identity.accounts);
		let done =
			self.send(Some(who), Call::change_account { new: account(new), consent: consent(id, sequence, who, new) });
		if done.is_ok() {
			self.model.identities.get_mut(&id).expect("known").account = new.into();
		}
		("change_account", done)
	}

	fn retire_identity(&mut self) -> (&'static str, DispatchResult) {
		let who = self.with_identity();
		let done = self.send(Some(who), Call::retire_identity {});
		if done.is_ok() {
			let id = self.model.of(who).expect("known");
			self.model.identities.get_mut(&id).expect("known").valid.clear();
		}
		("retire_identity", done)
	}

	fn remove_identity(&mut self) -> (&'static str, DispatchResult) {
		let all: Vec<_> = Identities::<Test>::iter().map(|(id, identity)| (id, identity.account)).collect();
		let (id, right) = all.choose(&mut self.random).cloned().unwrap_or((0, account("tom")));
		let who = self.mostly(Some(right));
		let done = self.send(Some(who), Call::remove_identity { identity: id });
		if done.is_ok() {
			let known = self.model.identities.remove(&id).expect("known");
			assert!(known.valid.is_empty(), "it had been retired");
			for tag in known.ever {
				self.model.forget(&tag);
			}
		}
		("remove_identity", done)
	}

	fn add_keys(&mut self) -> (&'static str, DispatchResult) {
		let who = self.with_identity();
		let tag = self.keys(who);
		let (of, number) = tag.split_once('/').expect("two parts");
		let next = DeviceRegistry::identity_by_account(account(who)).map(|found| found.1.next_key);
		let done = self.send(Some(who), Call::add_keys { keys: keys(of, number) });
		if done.is_ok() {
			self.take(who, next.expect("has one"), tag);
		}
		("add_keys", done)
	}

	fn rotate_keys(&mut self) -> (&'static str, DispatchResult) {
		let who = self.with_identity();
		let (tag, old) = (self.keys(who), self.index(who));
		let (of, number) = tag.split_once('/').expect("two parts");
		let next = DeviceRegistry::identity_by_account(account(who)).map(|found| found.1.next_key);
		let done = self.send(Some(who), Call::rotate_keys { index: old, keys: keys(of, number) });
		if done.is_ok() {
			self.drop_pair(who, old);
			self.take(who, next.expect("has one"), tag);
		}
		("rotate_keys", done)
	}

	fn retire_keys(&mut self) -> (&'static str, DispatchResult) {
		let who = self.with_identity();
		let index = self.index(who);
		let done = self.send(Some(who), Call::retire_keys { index });
		if done.is_ok() {
			self.drop_pair(who, index);
		}
		("retire_keys", done)
	}

	fn prune_keys(&mut self) -> (&'static str, DispatchResult) {
		let who = self.with_identity();
		let index = self.ended(who);
		let pair = DeviceRegistry::identity_by_account(account(who)).and_then(|(id, _)| DeviceRegistry::key(id, index));
		let done = self.send(Some(who), Call::prune_keys { index });
		if done.is_ok() {
			let key = PublicKey::Signing(pair.expect("was there").pair.signing);
			let tag = self.tags.iter().find(|tag| both(tag)[0] == key).expect("known").clone();
			self.model.forget(&tag);
		}
		("prune_keys", done)
	}

	fn take(&mut self, who: &str, index: u32, tag: String) {
		let id = self.model.of(who).expect("known");
		let identity = self.model.identities.get_mut(&id).expect("known");
		identity.valid.insert(index, tag.clone());
		identity.ever.push(tag.clone());
		self.tags.push(tag);
	}

	fn drop_pair(&mut self, who: &str, index: u32) {
		let id = self.model.of(who).expect("known");
		assert!(self.model.identities.get_mut(&id).expect("known").valid.remove(&index).is_some());
	}

	/// Asks about keys in the past, and compares with the model.
	fn ask(&mut self) {
		for _ in 0..4 {
			let Some(tag) = self.tags.choose(&mut self.random).cloned() else { return };
			let (who, key) = (self.who(), both(&tag)[usize::from(self.random.random::<bool>())]);
			let block = self.random.random_range(1..=System::block_number());
			let Some(expected) = self.model.valid.get(&block) else { continue };
			let found = <DeviceRegistry as Registry<_>>::key_valid_at(&account(who), &key, block as u32);
			assert_eq!(found, expected.contains(&(who.to_string(), key)), "{who}, {tag} at block {block}");
		}
	}
}

// covers M13, M28, M65, M78, M85
#[test]
fn records_and_money_stay_in_order_and_everything_can_be_undone() {
	let steps = if std::env::var_os("BPIIOT_SOAK").is_some() { 100_000 } else { 2_000 };
	let chosen = std::env::var("PROPTEST_SEED").unwrap_or_default();
	let seed = sp_io::hashing::blake2_256(format!("registry stateful{chosen}").as_bytes());
	println!("seed {seed:02x?}; PROPTEST_SEED chooses another");
	let mut random = ChaCha20Rng::from_seed(seed);
	let mut done = BTreeMap::new();
	let planned = steps / EPISODE;
	for episode in 0..planned + MORE {
		// A property that no call reaches says nothing.
		if episode >= planned && done.len() == KINDS {
			break;
		}
		let mut run = Run {
			random: ChaCha20Rng::from_seed(random.random()),
			model: Model::default(),
			oracle: Oracle::default(),
			sent: 0,
			done: std::mem::take(&mut done),
			tags: Vec::new(),
			made: 0,
		};
		ExtBuilder::default().build_and_execute(|| {
			for name in ["dora", "emil", "fred"] {
				endow(name, RICH);
			}
			let issuance = pallet_balances::TotalIssuance::<Test>::get();
			for (who, participant) in Participants::<Test>::iter() {
				run.oracle.enters(who, participant.role);
			}
			while run.sent < EPISODE {
				run.step();
				run.ask();
				assert_sound();
				assert_eq!(pallet_balances::TotalIssuance::<Test>::get(), issuance - run.model.burned);
				System::reset_events();
			}
			tear_down(&mut run.model);
		});
		done = run.done;
	}
	println!("{done:?}");
	assert_eq!(done.len(), KINDS, "some kinds of calls have never succeeded: {done:?}");
}
