//! Random sequences of all calls by several actors, valid and invalid ones: 2,000 calls, or 100,000 with `BPIIOT_SOAK=1`.
//!
//! After every call the invariants of `try_state` hold, the issuance is what all accounts own, nobody has lost money but to
//! those whom the events name, and every part is in one stock or in transit. At the end everything is removed, and nothing
//! is held of anyone.

use std::collections::BTreeMap;

use bpiiot_primitives::{
	Action, AgreementId, Balance, Channel, DeviceId, Direction, Metric, Reading, RequestId, Threshold,
};
use frame_support::traits::{GetCallName, fungible::Mutate};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sp_runtime::{StateVersion, traits::Dispatchable};

use super::{bond, deposit, money};
use crate::{
	Agenda, Agreements, Arbitration, Call, Event, EvidenceOf, History, Parts, Phase, Plans, Publisher, Ratings,
	RequestStatus, Requests, RequestsOf, Schedule, SparesOf, Templates, TermsOf, Uses, Work, mock::*,
};

/// How many calls until everything is removed and a new chain begins.
const EPISODE: u32 = 500;
const OWNERS: [&str; 2] = ["alice", "carol"];
const PROVIDERS: [&str; 2] = ["bob", "dave"];
const NUMBERS: [&str; 3] = ["bearing", "belt", "seal"];

/// A machine of the test.
#[derive(Clone)]
struct Machine {
	owner: &'static str,
	name: String,
	device: DeviceId,
}

struct World {
	rng: ChaCha8Rng,
	machines: Vec<Machine>,
	/// Devices that are not registered any more.
	gone: Vec<DeviceId>,
	/// A clock for readings and triggers; both only rise.
	clock: u64,
	/// How many parts of each kind there should be in all stocks and in transit.
	parts: BTreeMap<&'static str, i128>,
	/// What ratings should say in all.
	rated: Balance,
}

impl World {
	fn pick<T: Clone>(&mut self, from: &[T]) -> T {
		from.choose(&mut self.rng).expect("not empty").clone()
	}

	fn chance(&mut self, percent: u32) -> bool {
		self.rng.random_range(0..100) < percent
	}

	/// Mostly the one who may, sometimes anybody.
	fn who(&mut self, right: &str) -> String {
		if self.chance(85) {
			return right.into();
		}
		let machine = self.machines.first().map(|machine| machine.name.clone()).unwrap_or("nobody".into());
		let anybody = ["alice", "bob", "carol", "dave", "eve", &machine, "nobody"].map(String::from);
		self.pick(&anybody)
	}

	fn amount(&mut self) -> Balance {
		match self.rng.random_range(0..12) {
			0 => 0,
			1 => 1,
			2 => ED - 1,
			3 => u128::MAX,
			4 => RICH,
			_ => self.rng.random_range(0..3_000),
		}
	}

	fn quantity(&mut self) -> u32 {
		match self.rng.random_range(0..12) {
			0 => 0,
			1 => u32::MAX,
			_ => self.rng.random_range(1..9),
		}
	}

	fn action(&mut self) -> Action {
		match self.rng.random_range(0..4) {
			0 | 1 => Action::RequestService,
			2 => {
				let number = self.pick(&NUMBERS);
				order(number, self.rng.random_range(0..4), self.rng.random_range(0..2_000))
			}
			_ => Action::Notify,
		}
	}

	fn terms(&mut self) -> TermsOf<Test> {
		let count = self.rng.random_range(0..4);
		let list: Vec<_> = (0..count)
			.map(|_| {
				let metric = self.pick(&[Metric::Vibration, Metric::Temperature, Metric::Custom(1)]);
				let threshold = Threshold {
					channel: Channel { metric, position: 1 },
					value: self.rng.random_range(-2..4),
					count: self.rng.random_range(0..3),
					direction: self.pick(&[Direction::Above, Direction::Below]),
					cool_down: self.pick(&[0, 0, 3]),
				};
				bpiiot_primitives::Rule { threshold, action: self.action() }
			})
			.collect();
		let fee = self.pick(&[0, 1, 40, 40, 1_001]);
		let arbiter = account(self.pick(&["eve", "eve", "eve", "nobody", "bob"]));
		TermsOf::<Test> {
			service_price: self.pick(&[0, 1, 100, 500, 500, u128::MAX]),
			response_blocks: self.pick(&[0, 15, 30, 30, 30]),
			rules: list.try_into().expect("few"),
			milestones: self.pick(&[milestones([]), milestones([20, 80]), milestones([33, 33, 34]), milestones([7])]),
			arbitration: if self.chance(60) { Some(Arbitration { arbiter, fee }) } else { None },
		}
	}

	fn any_agreement(&mut self) -> Option<(AgreementId, crate::AgreementOf<Test>)> {
		let all: Vec<_> = Agreements::<Test>::iter_keys().collect();
		let id = *all.choose(&mut self.rng)?;
		Agreements::<Test>::get(id).map(|found| (id, found))
	}

	fn any_request(&mut self) -> Option<(RequestId, crate::RequestOf<Test>)> {
		let all: Vec<_> = Requests::<Test>::iter_keys().collect();
		let id = *all.choose(&mut self.rng)?;
		Requests::<Test>::get(id).map(|found| (id, found))
	}

	/// The next call and who sends it; none when there is nothing to call about.
	fn next_call(&mut self) -> Option<(String, Call<Test>)> {
		match self.rng.random_range(0..100) {
			0..12 => self.about_stock(),
			12..32 => self.about_agreements(),
			32..52 => self.by_devices(),
			52..88 => self.about_requests(),
			_ => self.about_the_past(),
		}
	}

	fn about_stock(&mut self) -> Option<(String, Call<Test>)> {
		let (owner, provider) = (self.pick(&OWNERS), self.pick(&PROVIDERS));
		let (owner_or_not, provider_or_not) = (self.who(owner), self.who(provider));
		let number = self.pick(&NUMBERS);
		let (quantity, amount) = (self.quantity(), self.amount().min(1_000_000));
		let (seller, part) = (account(provider), part(number));
		Some(match self.rng.random_range(0..9) {
			0 | 1 => (provider_or_not, Call::set_part { part, name: text("a part"), price: amount }),
			2 if self.chance(20) => (provider_or_not, Call::remove_part { part }),
			2..5 => (provider_or_not, Call::replenish_part { part, quantity }),
			5 => (provider_or_not, Call::write_off_part { part, quantity }),
			6 => (owner_or_not, Call::replenish_spares { provider: seller, part, quantity }),
			7 => (owner_or_not, Call::write_off_spares { provider: seller, part, quantity }),
			_ => {
				let machine = self.machines.choose(&mut self.rng)?.clone();
				let who = self.who(machine.owner);
				let quantity = quantity.min(2);
				(who, Call::replace_part { device: machine.device, provider: seller, part, position: 1, quantity })
			}
		})
	}

	fn about_agreements(&mut self) -> Option<(String, Call<Test>)> {
		let machine = self.machines.choose(&mut self.rng)?.clone();
		let provider = self.pick(&PROVIDERS);
		let owner = self.who(machine.owner);
		let device = machine.device;
		Some(match self.rng.random_range(0..20) {
			0 => {
				let (who, terms) = (self.who(provider), self.terms());
				(who, Call::publish_template { name: text("care"), terms })
			}
			1 => {
				let template = self.rng.random_range(0..crate::NextTemplate::<Test>::get().max(1));
				let publisher = Templates::<Test>::get(template).map(|found| found.publisher);
				let of = PROVIDERS.into_iter().find(|name| publisher == Some(Publisher::Provider(account(name))));
				(self.who(of.unwrap_or("bob")), Call::retire_template { template })
			}
			2 => {
				let template = self.rng.random_range(0..crate::NextTemplate::<Test>::get().max(1));
				let publisher = Templates::<Test>::get(template).map(|found| found.publisher);
				let of = PROVIDERS.into_iter().find(|name| publisher == Some(Publisher::Provider(account(name))));
				let provider = account(of.unwrap_or(provider));
				(owner, Call::propose_from_template { template, device, provider })
			}
			3 => {
				let rules = self.terms().rules;
				let call = Call::propose_agreement {
					device,
					provider: account(provider),
					service_price: 300,
					response_blocks: 30,
					rules,
				};
				(owner, call)
			}
			4..8 => {
				let terms = self.terms();
				(owner, Call::propose_with_terms { device, provider: account(provider), terms })
			}
			kind => {
				let (agreement, found) = self.any_agreement()?;
				let (owner, provider) = (name_of(&found.owner), name_of(&found.provider));
				let (by_owner, by_provider) = (self.who(owner), self.who(provider));
				match kind {
					8..11 => (by_provider, Call::accept_agreement { agreement }),
					11..14 => (by_owner, Call::fund_budget { agreement, amount: self.amount() }),
					14 => (by_owner, Call::withdraw_budget { agreement, amount: self.amount() }),
					15 | 16 => {
						let now = System::block_number();
						let schedule = if self.chance(70) {
							by_time(now + self.rng.random_range(0..25), self.rng.random_range(15..60))
						} else {
							by_hours(self.rng.random_range(0..50), self.rng.random_range(0..20))
						};
						(by_owner, Call::add_plan { agreement, schedule, action: self.action() })
					}
					17 => {
						let entries: Vec<_> = Maintenance::plan(agreement).iter().map(|entry| entry.id).collect();
						let plan = entries.choose(&mut self.rng).copied().unwrap_or_default();
						(by_owner, Call::remove_plan { agreement, plan })
					}
					18 if self.chance(40) => {
						(self.pick(&[by_owner, by_provider]), Call::cancel_agreement { agreement })
					}
					_ => (self.pick(&[by_owner, by_provider]), Call::remove_agreement { agreement }),
				}
			}
		})
	}

	fn by_devices(&mut self) -> Option<(String, Call<Test>)> {
		let (agreement, found) = self.any_agreement()?;
		let machine = self.machines.iter().find(|machine| machine.device == found.device)?.name.clone();
		let who = self.who(&machine);
		self.clock += 1;
		let trigger = if self.chance(90) { self.clock } else { self.rng.random_range(0..self.clock) };
		let rule = self.rng.random_range(0..4u8);
		let call = match self.rng.random_range(0..10) {
			0..4 => {
				let readings = (0..self.rng.random_range(0..12))
					.map(|_| {
						self.clock += 1;
						let metric = self.pick(&[Metric::Vibration, Metric::Temperature, Metric::Custom(7)]);
						let value =
							self.rng.random_range(-4..60) * if metric == Metric::Custom(7) { 1_000_000 } else { 1 };
						let at = if self.chance(98) { self.clock } else { 5 };
						Reading { channel: Channel { metric, position: 1 }, value, at }
					})
					.collect();
				report(agreement, readings)
			}
			4 => {
				let entries: Vec<_> = Maintenance::plan(agreement)
					.iter()
					.filter(|entry| matches!(entry.schedule, Schedule::Usage { .. }))
					.map(|entry| entry.id)
					.collect();
				let plan = entries.choose(&mut self.rng).copied().unwrap_or_default();
				let meter = self.rng.random_range(0..200) * 1_000_000;
				Call::request_planned { agreement, plan, meter, trigger }
			}
			5 => Call::notify { agreement, rule, trigger },
			6 | 7 => order_part(agreement, rule, trigger),
			_ => request_service(agreement, rule, trigger),
		};
		Some((who, call))
	}

	fn about_requests(&mut self) -> Option<(String, Call<Test>)> {
		let (id, found) = self.any_request()?;
		let (owner, provider) = (name_of(&found.owner), name_of(&found.provider));
		let (by_owner, by_provider) = (self.who(owner), self.who(provider));
		let by_either = self.pick(&[by_owner.clone(), by_provider.clone()]);
		// Mostly what moves it on.
		let likely = match found.status {
			RequestStatus::Open => self.pick(&[0, 0, 0, 1, 8]),
			RequestStatus::Accepted => self.pick(&[2, 2, 2, 1, 5, 8]),
			RequestStatus::Completed => self.pick(&[3, 3, 4, 4, 5, 5, 7, 9]),
			RequestStatus::Disputed => self.pick(&[6, 6, 7, 9, 9, 3, 1]),
			RequestStatus::Deadlocked => self.pick(&[7, 7, 7, 3, 1]),
			_ => self.pick(&[3, 9]),
		};
		let what = if self.chance(85) { likely } else { self.rng.random_range(0..10) };
		Some(match what {
			0 => (by_provider, Call::accept_request { request: id }),
			1 => (by_provider, Call::reject_request { request: id }),
			2 => (by_provider, complete(id)),
			3 => (by_owner, Call::confirm_request { request: id }),
			4 => (by_owner, give_back(id)),
			5 => (by_either, dispute(id)),
			6 => {
				let share = found.rest() / 100 * u128::from(self.rng.random_range(0..120u32));
				(self.who("eve"), award(id, share, self.chance(50)))
			}
			7 => {
				// A few round amounts, so that two sides meet.
				let share = found.rest() / 2 * u128::from(self.rng.random_range(0..3u32));
				(by_either, offer(id, share, self.chance(80)))
			}
			8 => {
				let device = self.machines.iter().find(|machine| machine.device == found.device)?.name.clone();
				(self.pick(&[by_either, device]), evidence(id, self.pick(&[Phase::Before, Phase::After]), 1))
			}
			_ => ("eve".into(), Call::expire_request { request: id }),
		})
	}

	fn about_the_past(&mut self) -> Option<(String, Call<Test>)> {
		if self.chance(15) {
			let some = self.machines.choose(&mut self.rng)?.device;
			let device = if self.chance(80) { *self.gone.choose(&mut self.rng)? } else { some };
			return Some(("eve".into(), Call::remove_records { device, limit: self.rng.random_range(0..3) }));
		}
		let settled: Vec<_> =
			Requests::<Test>::iter().filter(|(_, found)| !found.status.is_unsettled()).map(|(id, _)| id).collect();
		let id = *settled.choose(&mut self.rng)?;
		let owner = self.who(name_of(&Requests::<Test>::get(id)?.owner));
		Some(if self.chance(40) {
			(owner, rate(id, self.rng.random_range(0..7)))
		} else {
			(owner, Call::archive_request { request: id })
		})
	}

	/// Something that is no call of this pallet: time, transfers, machines that come and go.
	fn interlude(&mut self) {
		match self.rng.random_range(0..10) {
			0..6 => run_to(System::block_number() + self.rng.random_range(1..12)),
			6..8 => {
				let (from, to) = (self.pick(&PEOPLE), self.pick(&PEOPLE));
				let value = self.amount().min(2_000);
				let transfer = pallet_balances::Call::transfer_keep_alive { dest: account(to), value };
				let _ = RuntimeCall::from(transfer).dispatch(RuntimeOrigin::signed(account(from)));
			}
			_ => {
				let index = self.rng.random_range(0..self.machines.len());
				let machine = self.machines[index].clone();
				if remove_device(machine.device) {
					self.gone.push(machine.device);
					let name = format!("{}+", machine.name);
					let device = register_device(machine.owner, &name);
					self.machines[index] = Machine { owner: machine.owner, name, device };
				}
			}
		}
	}

	/// Sends a call and checks what it has done to money and parts; says whether it succeeded.
	fn send(&mut self, who: &str, call: Call<Test>) -> bool {
		let names: Vec<String> = PAID.map(String::from).to_vec();
		let before: Vec<_> = names.iter().map(|name| total(name)).collect();
		let issuance = Balances::total_issuance();
		let removed_stock = match &call {
			Call::remove_part { part } => Parts::<Test>::get(account(who), part).map_or(0, |listed| listed.stock),
			_ => 0,
		};
		System::reset_events();
		let root = sp_io::storage::root(StateVersion::V1);
		let done = send(who, call.clone()).is_ok();
		if !done {
			assert_eq!(sp_io::storage::root(StateVersion::V1), root, "{call:?} has failed and changed something");
			return false;
		}
		self.book_parts(&call, removed_stock);

		// Who has got money and from whom is in the events; nobody else's has changed.
		let mut gained: BTreeMap<String, i128> = BTreeMap::new();
		let mut levies = 0;
		for event in events() {
			match event {
				Event::Paid { request, amount, .. }
				| Event::MilestonePaid { request, amount, .. }
				| Event::RequestAwarded { request, to_provider: amount, .. } => {
					let job = Requests::<Test>::get(request).expect("exists");
					*gained.entry(name_of(&job.provider).into()).or_default() += amount as i128;
					*gained.entry(name_of(&job.owner).into()).or_default() -= amount as i128;
				}
				Event::ArbiterPaid { request, arbiter, amount } => {
					let job = Requests::<Test>::get(request).expect("exists");
					let change = |name: &str| total(name) as i128;
					// How the two share the fee is tested elsewhere; here, that together they pay it.
					let sum = change(name_of(&job.owner)) + change(name_of(&job.provider)) + amount as i128;
					let index = |name: &str| names.iter().position(|found| found == name).expect("a person");
					let sum_before =
						before[index(name_of(&job.owner))] as i128 + before[index(name_of(&job.provider))] as i128;
					assert_eq!(sum, sum_before);
					assert!(amount <= 2 * FEE);
					*gained.entry(name_of(&arbiter).into()).or_default() += amount as i128;
					gained.insert(format!("fee of {}", name_of(&job.owner)), 0);
					gained.insert(format!("fee of {}", name_of(&job.provider)), 0);
				}
				Event::ProviderRated { request, value, levy, .. } => {
					let job = Requests::<Test>::get(request).expect("exists");
					*gained.entry(name_of(&job.owner).into()).or_default() -= levy as i128;
					levies += levy;
					self.rated += value;
				}
				_ => (),
			}
		}
		for (name, before) in names.iter().zip(before) {
			if !gained.contains_key(&format!("fee of {name}")) {
				let expected = before as i128 + gained.get(name).copied().unwrap_or_default();
				assert_eq!(total(name) as i128, expected, "{name} after {call:?}");
			}
		}
		assert_eq!(issuance - Balances::total_issuance(), levies);
		true
	}

	fn book_parts(&mut self, call: &Call<Test>, removed: u64) {
		let (part, change) = match call {
			Call::replenish_part { part, quantity } => (part, i128::from(*quantity)),
			Call::replenish_spares { part, quantity, .. } => (part, i128::from(*quantity)),
			Call::write_off_part { part, quantity } => (part, -i128::from(*quantity)),
			Call::write_off_spares { part, quantity, .. } => (part, -i128::from(*quantity)),
			Call::replace_part { part, quantity, .. } => (part, -i128::from(*quantity)),
			Call::remove_part { part } => (part, -i128::from(removed)),
			_ => return,
		};
		let number = NUMBERS.into_iter().find(|number| self::part(number) == *part).expect("one of them");
		*self.parts.entry(number).or_default() += change;
	}

	/// What has to hold at any time.
	fn check(&self) {
		assert_sound();
		let mut found: BTreeMap<&str, i128> = BTreeMap::new();
		let mut count = |part: &bpiiot_primitives::PartNumber, quantity: u64| {
			let number = NUMBERS.into_iter().find(|number| self::part(number) == *part).expect("one of them");
			*found.entry(number).or_default() += i128::from(quantity);
		};
		for (_, part, listed) in Parts::<Test>::iter() {
			count(&part, listed.stock + listed.in_transit);
		}
		for (_, (_, part), spares) in SparesOf::<Test>::iter() {
			count(&part, spares.quantity);
		}
		for number in NUMBERS {
			let expected = self.parts.get(number).copied().unwrap_or_default();
			assert_eq!(found.get(number).copied().unwrap_or_default(), expected, "{number}");
		}
		assert_eq!(Ratings::<Test>::iter_values().map(|rating| rating.value).sum::<Balance>(), self.rated);
	}

	/// Brings everything to its end; then nothing is stored and nothing is held.
	fn unwind(&mut self) {
		for name in PEOPLE {
			Balances::mint_into(&account(name), RICH).expect("there is room");
		}
		let requests: Vec<_> = Requests::<Test>::iter().collect();
		for (id, request) in requests {
			if request.status.is_unsettled() {
				let (owner, provider) = (name_of(&request.owner), name_of(&request.provider));
				let rejected = send(provider, Call::reject_request { request: id });
				// What can be confirmed may have milestones left.
				if rejected.is_err() {
					assert_eq!(send(owner, Call::confirm_request { request: id }), Ok(()));
					let _ = send(provider, Call::reject_request { request: id });
				}
			}
		}
		System::set_block_number(System::block_number() + ArchiveAfter::get() + 1);
		for (id, request) in Requests::<Test>::iter().collect::<Vec<_>>() {
			assert_eq!(send(name_of(&request.owner), Call::archive_request { request: id }), Ok(()));
		}
		for (agreement, found) in Agreements::<Test>::iter().collect::<Vec<_>>() {
			let owner = name_of(&found.owner);
			let _ = send(owner, Call::cancel_agreement { agreement });
			assert_eq!(send(owner, Call::remove_agreement { agreement }), Ok(()));
		}
		for (template, found) in Templates::<Test>::iter().collect::<Vec<_>>() {
			let Publisher::Provider(provider) = found.publisher else { continue };
			assert_eq!(send(name_of(&provider), Call::retire_template { template }), Ok(()));
		}
		for (owner, (provider, part), spares) in SparesOf::<Test>::iter().collect::<Vec<_>>() {
			let mut left = spares.quantity;
			while left > 0 {
				let quantity = u32::try_from(left).unwrap_or(u32::MAX);
				let call = Call::write_off_spares { provider: provider.clone(), part: part.clone(), quantity };
				assert_eq!(send(name_of(&owner), call), Ok(()));
				left -= u64::from(quantity);
			}
		}
		for (provider, part, _) in Parts::<Test>::iter().collect::<Vec<_>>() {
			assert_eq!(send(name_of(&provider), Call::remove_part { part }), Ok(()));
		}
		for machine in &self.machines {
			assert!(remove_device(machine.device));
			self.gone.push(machine.device);
		}
		for device in &self.gone {
			while Maintenance::history_length(*device) > 0 {
				assert_eq!(send("eve", Call::remove_records { device: *device, limit: 100 }), Ok(()));
			}
		}
		assert_sound();
		for name in PEOPLE {
			assert_eq!((money(name).1, money(name).2, deposit(name), bond(name)), (0, 0, 0, 0), "{name}");
		}
		let left = [
			Agreements::<Test>::iter_keys().count(),
			crate::AgreementsOf::<Test>::iter_keys().count(),
			crate::AgreementsBy::<Test>::iter_keys().count(),
			crate::Counters::<Test>::iter_keys().count(),
			crate::LastReading::<Test>::iter_keys().count(),
			Requests::<Test>::iter_keys().count(),
			RequestsOf::<Test>::iter_keys().count(),
			Work::<Test>::iter_keys().count(),
			EvidenceOf::<Test>::iter_keys().count(),
			Plans::<Test>::iter_keys().count(),
			Agenda::<Test>::iter_keys().count(),
			History::<Test>::iter_keys().count(),
			crate::HistoryLength::<Test>::iter_keys().count(),
			Uses::<Test>::iter_keys().count(),
			Templates::<Test>::iter_keys().count(),
		];
		assert_eq!(left, [0; 15], "something is stored still");
	}
}

/// Those who can be paid: an arbiter need not be registered.
const PAID: [&str; 6] = ["alice", "bob", "carol", "dave", "eve", "nobody"];

/// What an account owns, holds included.
fn total(name: &str) -> Balance {
	let data = frame_system::Account::<Test>::get(account(name)).data;
	data.free + data.reserved
}

fn name_of(who: &bpiiot_primitives::AccountId) -> &'static str {
	PAID.into_iter().find(|name| account(name) == *who).expect("one of those who can be paid")
}

// covers M61, M62, M85, M90
#[test]
fn any_calls_by_anyone_keep_money_and_parts_together() {
	let calls = if std::env::var_os("BPIIOT_SOAK").is_some() { 100_000 } else { 2_000 };
	let seed = super::seed("stateful");
	let mut done = BTreeMap::<&'static str, u32>::new();
	let (mut sent, mut succeeded) = (0u32, 0u32);
	for episode in 0..calls / EPISODE {
		let mut episode_seed = seed;
		episode_seed[..4].iter_mut().zip(episode.to_le_bytes()).for_each(|(byte, number)| *byte ^= number);
		ExtBuilder::default().with_deposits().build_and_execute(|| {
			let machine = |owner, name: &str, device| Machine { owner, name: name.into(), device };
			let mut world = World {
				rng: ChaCha8Rng::from_seed(episode_seed),
				machines: vec![machine("alice", "robot", 0), machine("carol", "press", 1)],
				gone: Vec::new(),
				clock: 10,
				parts: [("bearing", 1_000)].into(),
				rated: 0,
			};
			let mut in_episode = 0;
			while in_episode < EPISODE {
				if world.chance(15) {
					world.interlude();
					world.check();
					continue;
				}
				let Some((who, call)) = world.next_call() else {
					run_to(System::block_number() + 1);
					continue;
				};
				let name = call.get_call_name();
				if world.send(&who, call) {
					*done.entry(name).or_default() += 1;
					succeeded += 1;
				}
				in_episode += 1;
				sent += 1;
				world.check();
			}
			world.unwind();
		});
	}
	println!("{succeeded} of {sent} calls succeeded: {done:?}");
	// A property that no call reaches says nothing.
	for name in Call::<Test>::get_call_names() {
		assert!(done.contains_key(name), "no {name} succeeded; seed {seed:02x?}");
	}
}
