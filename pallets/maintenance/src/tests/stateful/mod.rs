//! Random sequences of all calls by several actors, valid and invalid ones: 2,000 calls, or 100,000 with `BPIIOT_SOAK=1`.
//!
//! After every call the invariants of `try_state` hold, the issuance is what all accounts own, nobody has lost money but to
//! those whom the events name, and every part is in one stock or in transit. Machines are sold and scrapped, and people are
//! expelled and come back. At the end, in turn, both sides settle what is open, or one is silent for good and the other and the
//! clock do; then everything is removed, and nothing is held of anyone.

mod calls;
mod end;

use std::collections::BTreeMap;

use bpiiot_primitives::{
	Balance, DeviceId, Role,
	device::{DeviceUse, Registry},
};
use frame_support::traits::GetCallName;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sp_runtime::{StateVersion, traits::Dispatchable};

use self::end::Left;
use crate::{Call, Event, Parts, Publisher, Ratings, Requests, SparesOf, mock::*};

/// How many calls until everything is removed and a new chain begins.
const EPISODE: u32 = 500;
const OWNERS: [&str; 2] = ["alice", "carol"];
const PROVIDERS: [&str; 2] = ["bob", "dave"];
const NUMBERS: [&str; 3] = ["bearing", "belt", "seal"];
/// Signs as the committee does.
const COMMITTEE: &str = "committee";

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
	/// What stand-offs have burned.
	burned: Balance,
}

impl World {
	/// Something that is no call of this pallet: time, transfers, people and machines that come and go.
	fn interlude(&mut self) {
		match self.rng.random_range(0..14) {
			// Seldom, and mostly back soon: who was expelled can do little.
			12 => {
				if self.chance(20) {
					let who = self.pick(&["alice", "carol", "bob", "dave"]);
					expel(who);
				}
			}
			13 => {
				for (name, role) in OWNERS
					.map(|name| (name, Role::EquipmentOwner))
					.into_iter()
					.chain(PROVIDERS.map(|name| (name, Role::ServiceProvider)))
				{
					TestRegistry::register(&account(name), role, &[]).expect("registers");
				}
			}
			10 | 11 => {
				let index = self.rng.random_range(0..self.machines.len());
				let Machine { owner, device, .. } = self.machines[index].clone();
				if self.chance(10) {
					for agreement in Maintenance::agreements_of(device, None, 100) {
						self.send(owner, Call::cancel_agreement { agreement });
					}
				}
				let machine = &mut self.machines[index];
				if !Maintenance::in_use(machine.device) {
					machine.owner = if machine.owner == "alice" { "carol" } else { "alice" };
					hand_over(machine.device, machine.owner);
				}
			}
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
		let origin = if who == COMMITTEE { RuntimeOrigin::root() } else { RuntimeOrigin::signed(account(who)) };
		let done = send_from(origin, call.clone()).is_ok();
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
				Event::RequestForfeited { request, burned } => {
					let job = Requests::<Test>::get(request).expect("exists");
					*gained.entry(name_of(&job.owner).into()).or_default() -= burned as i128;
					levies += burned;
					self.burned += burned;
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
}

/// Those who can be paid: an arbiter need not be registered.
const PAID: [&str; 6] = ["alice", "bob", "carol", "dave", "eve", "nobody"];

/// What an account owns, holds included.
fn total(name: &str) -> Balance {
	let data = frame_system::Account::<Test>::get(account(name)).data;
	data.free + data.reserved
}

fn name_of_publisher(publisher: &Publisher<bpiiot_primitives::AccountId>) -> &'static str {
	match publisher {
		Publisher::Committee => COMMITTEE,
		Publisher::Provider(provider) => name_of(provider),
	}
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
	let (mut sent, mut succeeded, mut burned) = (0u32, 0u32, 0);
	// Short enough to be over in an episode.
	StandoffPeriod::set(12);
	KeepPeriod::set(40);
	// Until each call has succeeded and a stand-off has lasted too long: a property that no call reaches says nothing.
	for episode in 0..10 * calls / EPISODE {
		if sent >= calls && burned > 0 && Call::<Test>::get_call_names().iter().all(|name| done.contains_key(name)) {
			break;
		}
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
				burned: 0,
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
			world.unwind([Left::Both, Left::Owner, Left::Provider, Left::Nobody][episode as usize % 4]);
			burned += world.burned;
		});
	}
	StandoffPeriod::set(60);
	KeepPeriod::set(200);
	println!("{succeeded} of {sent} calls succeeded: {done:?}; stand-offs have burned {burned}");
	assert!(burned > 0, "no stand-off lasted too long; seed {seed:02x?}");
	for name in Call::<Test>::get_call_names() {
		assert!(done.contains_key(name), "no {name} succeeded; seed {seed:02x?}");
	}
}
