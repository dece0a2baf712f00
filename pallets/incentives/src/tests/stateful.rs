//! Random calls by several actors, valid and invalid, beside a model that says of each what it does; at the end
//! everything is undone and every deposit has to be back.

use std::collections::BTreeMap;

use bpiiot_primitives::{BPI, Balance, Hash};
use frame_support::{ensure, traits::GetCallName};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sp_runtime::{Digest, DispatchResult, StateVersion};

use super::*;
use crate::{
	Bonds, BonusId, BonusState, Bonuses, BonusesAt, BonusesOf, Call, ClaimedEpochs, Error, Event, NextBonus, Payouts,
	Reserved, Standing, Standings, Tallies,
};

/// Who calls. The robot is alice's device; mallory has nothing; bob becomes erin, carol becomes frank, and dave leaves.
const ACTORS: [&str; 9] = ["alice", "bob", "carol", "dave", "miner", "robot", "mallory", "erin", "frank"];
const PROVIDERS: [&str; 4] = ["bob", "carol", "dave", "mallory"];

fn name_of(account: &bpiiot_primitives::AccountId) -> &'static str {
	ACTORS.into_iter().find(|name| super::account(name) == *account).expect("an actor's")
}

/// What an epoch has paid, or will: contributions by account, all of them, and the budget.
#[derive(Clone, Default)]
struct Earned {
	counted: BTreeMap<&'static str, u32>,
	points: u64,
	budget: Balance,
	/// What of the budget is promised.
	unpaid: Balance,
	over: bool,
}

/// A bonus query.
#[derive(Clone, Copy)]
struct Asked {
	owner: &'static str,
	provider: &'static str,
	state: BonusState<u64>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Stake {
	/// What is bonded, and counts from the next epoch on.
	bonded: Balance,
	/// What was bonded when the epoch began.
	counts: Balance,
	/// What is held.
	held: Balance,
}

struct World {
	rng: ChaCha8Rng,
	/// How often each call has been tried, and how often it worked.
	tried: BTreeMap<&'static str, (u32, u32)>,
	stakes: BTreeMap<&'static str, Stake>,
	/// The epochs up to now.
	epochs: Vec<Earned>,
	queries: BTreeMap<BonusId, Asked>,
	standings: BTreeMap<&'static str, Standing>,
	/// The accounts of identities that have moved.
	moved: BTreeMap<&'static str, &'static str>,
	gone: Option<&'static str>,
	/// The author of the block, and how many bonus queries it has been given in it.
	author: Option<&'static str>,
	attached: u32,
	/// What the schedule says for all blocks with an author.
	minted: Balance,
	burned: Balance,
	claimed: Balance,
	pot: Balance,
	reserved: Balance,
	/// How many epochs the pot was too small for.
	short: u32,
}

impl World {
	fn new(run: u32) -> Self {
		Self {
			rng: ChaCha8Rng::from_seed(seed(&format!("stateful {run}"))),
			tried: BTreeMap::new(),
			stakes: BTreeMap::new(),
			epochs: vec![Earned::default()],
			queries: BTreeMap::new(),
			standings: BTreeMap::new(),
			moved: BTreeMap::new(),
			gone: None,
			author: None,
			attached: 0,
			minted: 0,
			burned: 0,
			claimed: 0,
			pot: 0,
			reserved: 0,
			short: 0,
		}
	}

	fn pick<Item: Clone>(&mut self, of: &[Item]) -> Item {
		of.choose(&mut self.rng).expect("not empty").clone()
	}

	fn often(&mut self, percent: u32) -> bool {
		self.rng.random_range(0..100) < percent
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

	fn stake(&self, who: &str) -> Stake {
		self.stakes.get(who).copied().unwrap_or_default()
	}

	/// A bonus query that has got as far as a call needs, mostly.
	fn bonus(&mut self, wanted: impl Fn(BonusState<u64>) -> bool) -> BonusId {
		let (fits, others): (Vec<_>, Vec<_>) = self.queries.iter().partition(|(_, asked)| wanted(asked.state));
		let of = if fits.is_empty() || self.rng.random_range(0..100) < 15 { others } else { fits };
		let of: Vec<_> = of.into_iter().map(|(bonus, _)| *bonus).collect();
		let any = self.rng.random_range(0..=NextBonus::<Test>::get());
		if of.is_empty() || self.often(5) { any } else { self.pick(&of) }
	}

	/// One who may do it, mostly.
	fn party(&mut self, bonus: BonusId, owner: bool) -> &'static str {
		let any = self.pick(&ACTORS);
		let Some(found) = self.queries.get(&bonus).copied().filter(|_| self.rng.random_range(0..100) < 80) else {
			return any;
		};
		if owner { found.owner } else { self.moved.get(found.provider).copied().unwrap_or(found.provider) }
	}

	fn call(&mut self) -> (&'static str, Call<Test>) {
		let who = self.pick(&ACTORS);
		let open = |state| matches!(state, BonusState::Open { .. });
		let redeemed = |state| matches!(state, BonusState::Redeemed { .. });
		let answered = |state| matches!(state, BonusState::Answered { .. });
		match self.rng.random_range(0..24) {
			0..=3 => (who, Call::bond { amount: self.amount() }),
			4..=5 => {
				let all = self.stake(who).bonded;
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
			11..=13 => {
				let bonus = self.bonus(open);
				(self.party(bonus, true), Call::redeem_bonus { bonus })
			}
			14..=16 => {
				let bonus = self.bonus(redeemed);
				(self.party(bonus, false), Call::answer_bonus { bonus, result: Hash::repeat_byte(1) })
			}
			17 => {
				let (bonus, to) = (self.bonus(open), account(self.pick(&ACTORS)));
				(self.party(bonus, true), Call::transfer_bonus { bonus, to })
			}
			18..=20 => {
				let bonus = self.bonus(|_| true);
				(if self.often(30) { self.party(bonus, true) } else { who }, Call::remove_bonus { bonus })
			}
			21 => {
				let whose = ["alice", "robot", "bob"];
				(self.pick(&whose), Call::withdraw_bonus { bonus: self.bonus(|state| !answered(state)) })
			}
			22 => {
				let bonus = self.bonus(answered);
				(self.party(bonus, true), Call::contest_bonus { bonus })
			}
			_ => {
				let any = self.pick(&PROVIDERS);
				let provider = account(self.gone.filter(|_| any != "carol").unwrap_or(any));
				(who, Call::remove_standing { provider })
			}
		}
	}

	/// A block begins.
	fn block(&mut self) {
		if self.often(8) {
			PotLimit::set(self.pick(&[0, 2 * BPI, 20 * BPI, 100_000 * BPI]));
			MaxPerPoint::set(self.pick(&[1, 7, BPI / 10, BPI / 3, BPI, 100 * BPI]));
		}
		let authors = ["miner", "miner", "miner", "alice", "dave"];
		// The first one brings the treasury to life, so that no fee of its is burned.
		let author = (self.minted == 0 || !self.often(3)).then(|| self.pick(&authors));
		(self.author, self.attached) = (author, 0);
		block(&author.map_or(Digest::default(), by), || ());
		let number = System::block_number();
		if author.is_some() {
			let reward = Schedule::get().reward(number);
			self.minted += reward;
			if self.pot - self.reserved < PotLimit::get() {
				self.pot += reward / 20;
			}
		}
		if number % EPOCH == 0 {
			self.close_epoch();
		}
	}

	fn close_epoch(&mut self) {
		let closed = self.epochs.len() - 1;
		let free = self.pot.saturating_sub(ED) - self.reserved;
		let epoch = &mut self.epochs[closed];
		let most = MaxPerPoint::get() * Balance::from(epoch.points);
		epoch.budget = most.min(free);
		epoch.unpaid = epoch.budget;
		epoch.over = true;
		self.reserved += epoch.budget;
		self.short += u32::from(epoch.budget > 0 && epoch.budget < most);
		let (points, budget) = (epoch.points, epoch.budget);
		assert!(events().contains(&Event::EpochClosed { epoch: closed as u32, points, budget }), "{points} {budget}");
		self.epochs.push(Earned::default());
		for (index, epoch) in self.epochs.iter_mut().enumerate() {
			if index + (CLAIMABLE as usize) < closed + 1 {
				self.reserved -= std::mem::take(&mut epoch.unpaid);
				epoch.counted.clear();
			}
		}
		for stake in self.stakes.values_mut() {
			stake.counts = stake.bonded;
		}
	}

	/// What is no call: contributions, bonus queries, fees.
	fn interlude(&mut self) {
		match self.rng.random_range(0..4) {
			0 | 1 => {
				let who = self.pick(&ACTORS);
				contribute(who, 1);
				let earner = if who == "robot" { "alice" } else { who };
				let allowed = self.stake(earner).counts / STAKE;
				let epoch = self.epochs.last_mut().expect("one runs");
				let counted = epoch.counted.get(earner).copied().unwrap_or_default();
				if Balance::from(counted) < allowed {
					epoch.counted.insert(earner, counted + 1);
					epoch.points += 1;
				}
			}
			2 => {
				let provider = self.pick(&PROVIDERS);
				let fits = self.attached < MaxBonuses::get() && free(provider).saturating_sub(ED) >= DEPOSIT;
				let owner = self.author.filter(|_| fits);
				let id = NextBonus::<Test>::get();
				assert_eq!(attach(provider).is_ok(), owner.is_some());
				if let Some(owner) = owner {
					self.attached += 1;
					let state = BonusState::Open { until: System::block_number() + LIFETIME };
					self.queries.insert(id, Asked { owner, provider, state });
				}
			}
			_ => {
				use frame_support::traits::{OnUnbalanced, fungible::Balanced, tokens::*};
				let fee = self.rng.random_range(0..BPI);
				let (precise, keep, polite) = (Precision::Exact, Preservation::Preserve, Fortitude::Polite);
				let Ok(credit) = Balances::withdraw(&account("carol"), fee, precise, keep, polite) else { return };
				crate::AuthorFees::<Test>::on_unbalanced(credit);
				if self.author.is_none() {
					self.burned += fee - fee / 2;
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
		if self.often(4) {
			let wrong = self.pick(&[RuntimeOrigin::none(), RuntimeOrigin::root()]);
			let root = sp_io::storage::root(StateVersion::V1);
			assert_eq!(send_from(wrong, call), Err(UNSIGNED));
			assert_eq!(sp_io::storage::root(StateVersion::V1), root);
			return;
		}
		self.send(who, call);
	}

	fn send(&mut self, who: &'static str, call: Call<Test>) {
		let name = call.get_call_name();
		forget_events();
		let issued = issuance();
		let expected = self.expected(who, &call);
		let root = || expected.is_err().then(|| sp_io::storage::root(StateVersion::V1));
		let before = root();
		assert_eq!(send(who, call.clone()), expected, "{name} by {who}: {call:?}");
		let tried = self.tried.entry(name).or_default();
		*tried = (tried.0 + 1, tried.1 + u32::from(expected.is_ok()));
		assert_eq!(issuance(), issued, "{name} by {who} has minted or burned");
		assert_eq!(root(), before, "{name} by {who} has failed and left a trace");
		if expected.is_ok() {
			self.apply(who, call);
		}
	}

	/// What a call says.
	fn expected(&self, who: &'static str, call: &Call<Test>) -> DispatchResult {
		let Stake { bonded, counts, held } = self.stake(who);
		match call {
			Call::bond { amount } => {
				ensure!(*amount > 0, Error::<Test>::ZeroAmount);
				ensure!(who != "robot", Error::<Test>::DeviceAccount);
				let next = bonded.checked_add(*amount).ok_or(Error::<Test>::Overflow)?;
				ensure!(next >= STAKE, Error::<Test>::BondTooSmall);
				let missing = next.max(counts).saturating_sub(held);
				ensure!(missing <= free(who).saturating_sub(ED), Error::<Test>::CannotPayBond);
			}
			Call::unbond { amount } => {
				ensure!(*amount > 0, Error::<Test>::ZeroAmount);
				ensure!(held > 0, Error::<Test>::NotBonded);
				let next = bonded.checked_sub(*amount).ok_or(Error::<Test>::BondExceeded)?;
				ensure!(next == 0 || next >= STAKE, Error::<Test>::BondTooSmall);
			}
			Call::withdraw_unbonded {} => {
				ensure!(held > 0, Error::<Test>::NotBonded);
				ensure!(held > bonded.max(counts), Error::<Test>::NothingToWithdraw);
			}
			Call::claim { epochs } => {
				let earns = |epoch: &u32| {
					let epoch = &self.epochs[*epoch as usize];
					epoch.over && epoch.budget > 0 && epoch.counted.contains_key(who)
				};
				let mut once = epochs.to_vec();
				once.sort_unstable();
				once.dedup();
				let all = !epochs.is_empty() && once.len() == epochs.len() && epochs.iter().all(earns);
				ensure!(all, Error::<Test>::NothingToClaim);
			}
			Call::redeem_bonus { bonus }
			| Call::transfer_bonus { bonus, .. }
			| Call::answer_bonus { bonus, .. }
			| Call::remove_bonus { bonus }
			| Call::withdraw_bonus { bonus }
			| Call::contest_bonus { bonus } => self.expected_of_bonus(who, *bonus, call)?,
			Call::remove_standing { provider } => {
				let provider = name_of(provider);
				ensure!(self.standings.contains_key(provider), Error::<Test>::NoStanding);
				ensure!(self.gone == Some(provider), Error::<Test>::ProviderNotGone);
			}
			_ => unreachable!("there are no more calls"),
		}
		Ok(())
	}

	fn expected_of_bonus(&self, who: &'static str, bonus: BonusId, call: &Call<Test>) -> DispatchResult {
		let Asked { owner, provider, state } = self.queries.get(&bonus).copied().ok_or(Error::<Test>::BonusNotFound)?;
		let answerer = self.moved.get(provider).copied().unwrap_or(provider);
		let (BonusState::Open { until } | BonusState::Redeemed { until } | BonusState::Answered { until, .. }) = state;
		let in_time = System::block_number() <= until;
		let open = matches!(state, BonusState::Open { .. });
		let answered = matches!(state, BonusState::Answered { .. });
		match call {
			Call::redeem_bonus { .. } | Call::transfer_bonus { .. } => {
				ensure!(who == owner, Error::<Test>::NotOwner);
				ensure!(open, Error::<Test>::AlreadyRedeemed);
				ensure!(in_time, Error::<Test>::BonusExpired);
			}
			Call::answer_bonus { .. } => {
				ensure!(who == answerer, Error::<Test>::NotProvider);
				ensure!(!open, Error::<Test>::NotRedeemed);
				ensure!(!answered, Error::<Test>::AlreadyAnswered);
				ensure!(in_time, Error::<Test>::AnswerPeriodOver);
			}
			Call::remove_bonus { .. } => {
				ensure!(!in_time || (who == owner && (open || answered)), Error::<Test>::NotOver);
			}
			Call::withdraw_bonus { .. } => {
				ensure!(who == "alice" || who == "robot", Error::<Test>::NotDeviceSide);
				ensure!(!answered, Error::<Test>::AlreadyAnswered);
				ensure!(in_time || !open, Error::<Test>::BonusExpired);
				ensure!(in_time, Error::<Test>::AnswerPeriodOver);
			}
			_ => {
				ensure!(who == owner, Error::<Test>::NotOwner);
				ensure!(answered, Error::<Test>::NotAnswered);
				ensure!(in_time, Error::<Test>::TooLateToContest);
			}
		}
		Ok(())
	}

	/// What a call that works changes.
	fn apply(&mut self, who: &'static str, call: Call<Test>) {
		let now = System::block_number();
		match call {
			Call::bond { amount } => self.restake(who, |bonded| bonded + amount),
			Call::unbond { amount } => self.restake(who, |bonded| bonded - amount),
			Call::withdraw_unbonded {} => self.restake(who, |bonded| bonded),
			Call::claim { epochs } => self.pay(who, &epochs),
			Call::redeem_bonus { bonus } => self.set(bonus, BonusState::Redeemed { until: now + ANSWER }),
			Call::answer_bonus { bonus, result } => {
				self.set(bonus, BonusState::Answered { result, until: now + ANSWER })
			}
			Call::transfer_bonus { bonus, to } => {
				self.queries.get_mut(&bonus).expect("is there").owner = name_of(&to);
			}
			Call::remove_bonus { bonus } => {
				let Asked { provider, state, .. } = self.queries.remove(&bonus).expect("is there");
				match state {
					BonusState::Open { .. } => (),
					BonusState::Redeemed { .. } => self.standings.entry(provider).or_default().unanswered += 1,
					BonusState::Answered { .. } => self.standings.entry(provider).or_default().answered += 1,
				}
			}
			Call::withdraw_bonus { bonus } => {
				self.queries.remove(&bonus).expect("is there");
			}
			Call::contest_bonus { bonus } => {
				let Asked { provider, .. } = self.queries.remove(&bonus).expect("is there");
				self.standings.entry(provider).or_default().contested += 1;
			}
			Call::remove_standing { provider } => {
				self.standings.remove(name_of(&provider)).expect("is there");
			}
			_ => unreachable!("there are no more calls"),
		}
	}

	fn restake(&mut self, who: &'static str, change: impl FnOnce(Balance) -> Balance) {
		let stake = self.stakes.entry(who).or_default();
		stake.bonded = change(stake.bonded);
		stake.held = stake.bonded.max(stake.counts);
	}

	fn set(&mut self, bonus: BonusId, state: BonusState<u64>) {
		self.queries.get_mut(&bonus).expect("is there").state = state;
	}

	fn pay(&mut self, who: &'static str, epochs: &ClaimedEpochs) {
		let mut due = 0;
		for epoch in epochs {
			let earned = &mut self.epochs[*epoch as usize];
			let counted = earned.counted.remove(who).expect("has contributed");
			let amount = earned.budget * Balance::from(counted) / Balance::from(earned.points);
			earned.unpaid -= amount;
			self.reserved -= amount;
			due += amount;
			if earned.counted.is_empty() {
				// What has been rounded off is nobody's.
				self.reserved -= std::mem::take(&mut earned.unpaid);
			}
		}
		let claims = events().into_iter().filter_map(|event| match event {
			Event::Claimed { who, amount, .. } => Some((who, amount)),
			_ => None,
		});
		assert_eq!(claims.collect::<Vec<_>>(), [(account(who), due)]);
		self.pot -= due;
		self.claimed += due;
	}

	/// What the issue asks to hold at any time, beside `try_state`.
	fn check(&self) {
		assert_sound();
		assert_eq!(issuance(), GENESIS + self.minted - self.burned);
		assert_eq!((free("pot"), Reserved::<Test>::get()), (self.pot, self.reserved));
		for name in ACTORS {
			let asked = self.queries.values().filter(|query| query.provider == name).count();
			assert_eq!(held(name), (self.stake(name).held, DEPOSIT * asked as Balance), "{name}");
		}
		assert_eq!(Bonuses::<Test>::iter().count(), self.queries.len());
		for (bonus, Asked { owner, provider, state }) in &self.queries {
			let found = Incentives::bonus(*bonus).expect("is there");
			assert_eq!((found.owner, found.provider, found.state), (account(owner), account(provider), *state));
		}
		assert_eq!(Standings::<Test>::iter().count(), self.standings.len());
		for (provider, standing) in &self.standings {
			assert_eq!(Standings::<Test>::get(account(provider)), *standing, "{provider}");
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
			let all = self.stake(name).bonded;
			if all > 0 {
				self.send(name, Call::unbond { amount: all });
			}
			assert_eq!(self.stake(name).bonded, 0);
		}
		for _ in 0..=LIFETIME.max(EPOCH) {
			self.block();
		}
		for name in ACTORS {
			self.send(name, Call::withdraw_unbonded {});
		}
		for bonus in self.queries.keys().copied().collect::<Vec<_>>() {
			self.send("mallory", Call::remove_bonus { bonus });
		}
		for _ in 0..(u64::from(CLAIMABLE) + 3) * EPOCH {
			self.block();
		}
		self.check();
		for name in ACTORS {
			assert_eq!(held(name), (0, 0), "{name} has money held");
		}
		assert_eq!((Bonds::<Test>::iter().count(), Bonuses::<Test>::iter().count()), (0, 0));
		assert_eq!((BonusesOf::<Test>::iter().count(), BonusesAt::<Test>::iter().count()), (0, 0));
		assert_eq!((Tallies::<Test>::iter().count(), Payouts::<Test>::iter().count()), (0, 0));
		assert_eq!(Reserved::<Test>::get(), 0);
	}
}

fn run(number: u32, calls: u32, check_each: u32) {
	let mut world = World::new(number);
	execute(|| {
		register_device(DEVICE, "alice", "robot");
		world.block();
		for call in 0..calls {
			for (when, from, to) in [(calls / 4, "bob", "erin"), (calls / 3, "carol", "frank")] {
				if call == when {
					move_identity(from, to);
					world.moved.insert(from, to);
				}
			}
			if call == calls / 2 {
				leave("dave");
				world.gone = Some("dave");
			}
			world.step();
			if call % check_each == 0 {
				world.check();
			}
		}
		println!("call: tried, worked: {:?}; {} claimed, {} epochs short", world.tried, world.claimed, world.short);
		for name in Call::<Test>::get_call_names() {
			let (tried, worked) = world.tried.get(name).copied().unwrap_or_default();
			assert!(worked > 0 && worked < tried, "{name} was not tried both ways: {worked} of {tried}");
		}
		assert!(world.claimed > 0 && world.short > 0);
		world.unwind();
	});
}

// covers M87, M88, M89, M91
#[test]
fn invariants_hold_after_any_calls_and_every_deposit_returns() {
	if std::env::var_os("BPIIOT_SOAK").is_some() {
		// A test keeps all that a chain has ever stored, so several chains are faster than a long one.
		(0..50).for_each(|number| run(number, 2_000, 20));
	} else {
		run(0, 2_000, 1);
	}
}
