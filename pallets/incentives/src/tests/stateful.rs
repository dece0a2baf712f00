//! Random calls by several actors, valid and invalid, beside a model of what they may earn; at the end everything is undone and
//! every deposit has to be back.

use std::collections::BTreeMap;

use bpiiot_primitives::{BPI, Balance, Hash};
use frame_support::traits::GetCallName;
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sp_runtime::{Digest, StateVersion};

use super::*;
use crate::{
	Bonds, BonusId, BonusState, Bonuses, BonusesAt, BonusesOf, Call, Event, NextBonus, Payouts, Reserved, Tallies,
	TotalRewards,
};

/// Who calls. The robot is alice's device; mallory has nothing.
const ACTORS: [&str; 7] = ["alice", "bob", "carol", "dave", "miner", "robot", "mallory"];

/// What an epoch has paid, or will: contributions by account, all of them, and the budget.
#[derive(Clone, Default)]
struct Earned {
	counted: BTreeMap<&'static str, u32>,
	points: u64,
	budget: Balance,
}

struct World {
	rng: ChaCha8Rng,
	/// How often each call has been tried, and how often it worked.
	tried: BTreeMap<&'static str, (u32, u32)>,
	/// What is bonded.
	bonded: BTreeMap<&'static str, Balance>,
	/// What was bonded when the epoch began.
	stakes: BTreeMap<&'static str, Balance>,
	/// The epochs up to now.
	epochs: Vec<Earned>,
	burned: Balance,
	claimed: Balance,
}

impl World {
	fn pick<Item: Clone>(&mut self, of: &[Item]) -> Item {
		of.choose(&mut self.rng).expect("not empty").clone()
	}

	fn often(&mut self, percent: u32) -> bool {
		self.rng.random_range(0..100) < percent
	}

	fn actor(&mut self) -> &'static str {
		self.pick(&ACTORS)
	}

	fn amount(&mut self) -> Balance {
		match self.rng.random_range(0..10) {
			0 => 0,
			1 => 1,
			2 => STAKE - 1,
			3 => Balance::MAX,
			4 => RICH,
			_ => self.rng.random_range(1..12 * STAKE),
		}
	}

	fn bonus(&mut self) -> BonusId {
		let known: Vec<_> = Bonuses::<Test>::iter_keys().collect();
		let any = self.rng.random_range(0..=NextBonus::<Test>::get());
		if known.is_empty() || self.often(5) { any } else { self.pick(&known) }
	}

	/// One who may do it, mostly.
	fn party(&mut self, bonus: BonusId, owner: bool) -> &'static str {
		let any = self.actor();
		let Some(found) = Incentives::bonus(bonus).filter(|_| self.rng.random_range(0..100) < 80) else { return any };
		let wanted = if owner { found.owner } else { found.provider };
		ACTORS.into_iter().find(|name| account(name) == wanted).unwrap_or(any)
	}

	fn call(&mut self) -> (&'static str, Call<Test>) {
		let who = self.actor();
		let bonus = self.bonus();
		match self.rng.random_range(0..20) {
			0..=3 => (who, Call::bond { amount: self.amount() }),
			4..=5 => {
				let all = self.bonded.get(who).copied().unwrap_or_default();
				let amount = if self.often(25) { all } else { self.amount() };
				(who, Call::unbond { amount })
			}
			6 => (who, Call::withdraw_unbonded {}),
			7..=10 => {
				let mut epochs: Vec<_> =
					Incentives::claimable(account(who), None, 4).into_iter().map(|(epoch, _)| epoch).collect();
				if self.often(15) {
					epochs.push(self.rng.random_range(0..=Incentives::epoch().index));
				}
				(who, Call::claim { epochs: epochs.try_into().expect("few") })
			}
			11..=12 => (self.party(bonus, true), Call::redeem_bonus { bonus }),
			13..=15 => (self.party(bonus, false), Call::answer_bonus { bonus, result: Hash::repeat_byte(1) }),
			16 => {
				let to = account(self.actor());
				(self.party(bonus, true), Call::transfer_bonus { bonus, to })
			}
			_ => (self.party(bonus, true), Call::remove_bonus { bonus }),
		}
	}

	/// A block begins.
	fn block(&mut self) {
		let authors = ["miner", "miner", "miner", "alice", "dave"];
		let digest = if self.often(3) { Digest::default() } else { by(self.pick(&authors)) };
		block(&digest, || ());
		for event in events() {
			match event {
				Event::EpochClosed { epoch, points, budget } => {
					let closed = &mut self.epochs[epoch as usize];
					assert_eq!(points, closed.points, "epoch {epoch}");
					assert!(budget <= MaxPerPoint::get() * Balance::from(points));
					closed.budget = budget;
					self.epochs.push(Earned::default());
					self.stakes = self.bonded.clone();
				}
				Event::FeesBurned { amount } => self.burned += amount,
				_ => (),
			}
		}
	}

	/// What is no call: contributions, bonus queries, fees.
	fn interlude(&mut self) {
		match self.rng.random_range(0..4) {
			0 | 1 => {
				let who = self.actor();
				contribute(who, 1);
				let earner = if who == "robot" { "alice" } else { who };
				let allowed = self.stakes.get(earner).copied().unwrap_or_default() / STAKE;
				let epoch = self.epochs.last_mut().expect("one runs");
				let counted = epoch.counted.entry(earner).or_default();
				if Balance::from(*counted) < allowed {
					*counted += 1;
					epoch.points += 1;
				}
			}
			2 => {
				let _ = attach(self.pick(&["alice", "bob", "carol", "mallory"]));
			}
			_ => {
				use frame_support::traits::{OnUnbalanced, fungible::Balanced, tokens::*};
				let fee = self.rng.random_range(0..BPI);
				let (precise, keep, polite) = (Precision::Exact, Preservation::Preserve, Fortitude::Polite);
				let Ok(credit) = Balances::withdraw(&account("carol"), fee, precise, keep, polite) else { return };
				forget_events();
				crate::AuthorFees::<Test>::on_unbalanced(credit);
				for event in events() {
					if let Event::FeesBurned { amount } = event {
						self.burned += amount;
					}
				}
			}
		}
	}

	/// One random call.
	fn step(&mut self) {
		if self.often(25) {
			self.block();
		}
		if self.often(60) {
			self.interlude();
		}
		let (who, call) = self.call();
		self.send(who, call);
	}

	fn send(&mut self, who: &'static str, call: Call<Test>) {
		let name = call.get_call_name();
		forget_events();
		let root = sp_io::storage::root(StateVersion::V1);
		let issued = issuance();
		let done = send(who, call.clone()).is_ok();
		let tried = self.tried.entry(name).or_default();
		*tried = (tried.0 + 1, tried.1 + u32::from(done));
		assert_eq!(issuance(), issued, "{name} by {who} has minted or burned");
		if !done {
			assert_eq!(sp_io::storage::root(StateVersion::V1), root, "{name} by {who} has failed and left a trace");
			return;
		}
		match call {
			Call::bond { amount } => *self.bonded.entry(who).or_default() += amount,
			Call::unbond { amount } => *self.bonded.entry(who).or_default() -= amount,
			Call::claim { epochs } => {
				let mut due = 0;
				for epoch in epochs {
					let earned = &mut self.epochs[epoch as usize];
					let counted = earned.counted.remove(who).expect("has contributed");
					due += earned.budget * Balance::from(counted) / Balance::from(earned.points);
				}
				let claims = events().into_iter().filter_map(|event| match event {
					Event::Claimed { who, amount, .. } => Some((who, amount)),
					_ => None,
				});
				assert_eq!(claims.collect::<Vec<_>>(), [(account(who), due)]);
				self.claimed += due;
			}
			_ => (),
		}
	}

	/// What the issue asks to hold at any time, beside `try_state`.
	fn check(&self) {
		assert_sound();
		assert_eq!(issuance(), GENESIS + TotalRewards::<Test>::get() - self.burned);
		let budgets: Balance = self.epochs.iter().map(|epoch| epoch.budget).sum();
		assert!(self.claimed <= budgets, "more has been paid than there was");
		// Holds are what is promised: the bond, and never less than what counts; the deposits of what is stored.
		for name in ACTORS {
			let bonded = self.bonded.get(name).copied().unwrap_or_default();
			let counting = self.stakes.get(name).copied().unwrap_or_default();
			assert!(held(name).0 >= bonded.max(counting), "{name}");
			assert_eq!(held(name).1, DEPOSIT * BonusesAt::<Test>::iter_prefix(account(name)).count() as Balance);
		}
	}

	/// Everybody takes everything back.
	fn unwind(&mut self) {
		for name in ACTORS {
			let epochs: Vec<_> =
				Incentives::claimable(account(name), None, 32).into_iter().map(|(epoch, _)| epoch).collect();
			if !epochs.is_empty() {
				self.send(name, Call::claim { epochs: epochs.try_into().expect("few") });
			}
			let all = self.bonded.get(name).copied().unwrap_or_default();
			if all > 0 {
				self.send(name, Call::unbond { amount: all });
			}
			assert_eq!(self.bonded.get(name).copied().unwrap_or_default(), 0);
		}
		go_to(System::block_number() + LIFETIME.max(EPOCH) + 1);
		for name in ACTORS {
			let _ = send(name, Call::withdraw_unbonded {});
		}
		for (bonus, found) in Bonuses::<Test>::iter().collect::<Vec<_>>() {
			assert!(!matches!(found.state, BonusState::Open { until } if until >= System::block_number()));
			send("mallory", Call::remove_bonus { bonus }).expect("it is over");
		}
		for name in ACTORS {
			assert_eq!(held(name), (0, 0), "{name} has money held");
		}
		epoch(Incentives::epoch().index + CLAIMABLE + 2);
		go_to(System::block_number() + EPOCH - 1);
		assert_eq!((Bonds::<Test>::iter().count(), Bonuses::<Test>::iter().count()), (0, 0));
		assert_eq!((BonusesOf::<Test>::iter().count(), BonusesAt::<Test>::iter().count()), (0, 0));
		assert_eq!((Tallies::<Test>::iter().count(), Payouts::<Test>::iter().count()), (0, 0));
		assert_eq!(Reserved::<Test>::get(), 0);
		assert_sound();
	}
}

fn run(calls: u32, check_each: u32) {
	let mut world = World {
		rng: ChaCha8Rng::from_seed(seed("stateful")),
		tried: BTreeMap::new(),
		bonded: BTreeMap::new(),
		stakes: BTreeMap::new(),
		epochs: vec![Earned::default()],
		burned: 0,
		claimed: 0,
	};
	execute(|| {
		register_device(1, "alice", "robot");
		for call in 0..calls {
			world.step();
			if call % check_each == 0 {
				world.check();
			}
		}
		println!("call: tried, worked: {:?}; {} claimed", world.tried, world.claimed);
		for name in Call::<Test>::get_call_names() {
			let (tried, worked) = world.tried.get(name).copied().unwrap_or_default();
			assert!(worked > 0 && worked < tried, "{name} was not tried both ways: {worked} of {tried}");
		}
		assert!(world.claimed > 0);
		world.unwind();
	});
}

// covers M87, M88, M89, M91
#[test]
fn invariants_hold_after_any_calls_and_every_deposit_returns() {
	if std::env::var_os("BPIIOT_SOAK").is_some() { run(100_000, 20) } else { run(2_000, 1) }
}
