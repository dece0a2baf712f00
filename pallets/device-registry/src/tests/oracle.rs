//! Who may send which call: what the stateful test knows without asking the pallet.
//!
//! It says nothing of amounts, strings and keys, so what it allows can fail; what it forbids never succeeds.

use std::collections::{BTreeMap, BTreeSet};

use bpiiot_primitives::{AccountId, DeviceId, Hash, Role};
use frame_support::traits::Contains;

use crate::{
	AdmissionPolicy, Call, Terms,
	admission::settles,
	mock::{Held, PROBATION, System, Test},
};

struct Person {
	role: Role,
	moved: bool,
}

struct Machine {
	owner: AccountId,
	account: AccountId,
}

/// An identity that is stored.
struct Names {
	accounts: Vec<AccountId>,
	retired: bool,
}

/// Everything that decides who may do what.
#[derive(Default)]
pub struct Oracle {
	people: BTreeMap<AccountId, Person>,
	expelled: BTreeSet<AccountId>,
	policy: AdmissionPolicy,
	admitted: BTreeSet<AccountId>,
	/// Who answers for whom, and the end of the probation.
	sponsors: BTreeMap<AccountId, (AccountId, Option<u64>)>,
	identities: BTreeMap<u32, Names>,
	machines: BTreeMap<DeviceId, Machine>,
	offers: BTreeMap<DeviceId, (AccountId, Terms<u64>)>,
	/// To whom each device is lent, and until when; some may be over.
	loans: BTreeMap<DeviceId, (AccountId, u64)>,
	/// Who has given up which account of a device.
	kept: BTreeMap<AccountId, AccountId>,
	aliases: BTreeSet<(AccountId, Hash)>,
}

impl Oracle {
	/// Somebody who is there from the beginning.
	pub fn enters(&mut self, who: AccountId, role: Role) {
		self.people.insert(who, Person { role, moved: false });
	}

	fn takes_part(&self, who: &AccountId) -> bool {
		self.people.get(who).is_some_and(|person| !person.moved) && !self.expelled.contains(who)
	}

	fn may_own(&self, who: &AccountId) -> bool {
		self.takes_part(who) && self.people[who].role == Role::EquipmentOwner
	}

	fn identity(&self, who: &AccountId) -> Option<(&u32, &Names)> {
		self.identities.iter().find(|(_, names)| names.accounts.contains(who))
	}

	/// Whether this is the present account of an identity that has not been retired.
	fn has_identity(&self, who: &AccountId) -> bool {
		self.identity(who).is_some_and(|(_, names)| !names.retired && names.accounts.last() == Some(who))
	}

	/// The account that has taken this one's place.
	fn successor(&self, who: &AccountId) -> Option<&AccountId> {
		let names = self.identity(who)?.1;
		names.accounts.last().filter(|last| !names.retired && *last != who)
	}

	fn has_moved(&self, who: &AccountId) -> bool {
		self.identity(who).is_some_and(|(_, names)| names.accounts.last() != Some(who))
	}

	/// Whether this is the account of a machine that works.
	fn works(&self, who: &AccountId) -> bool {
		let Some(machine) = self.machines.values().find(|machine| machine.account == *who) else { return false };
		let owner = &machine.owner;
		let moved = self.people.get(owner).is_some_and(|person| person.moved) && !self.expelled.contains(owner);
		self.takes_part(owner) || moved && self.successor(owner).is_some_and(|new| self.takes_part(new))
	}

	fn may_register(&self, who: &AccountId) -> bool {
		let sponsored = self.sponsors.get(who).is_some_and(|(_, until)| until.is_none());
		let let_in = match self.policy {
			AdmissionPolicy::Open => true,
			AdmissionPolicy::ByCommittee => self.admitted.contains(who),
			AdmissionPolicy::BySponsor => self.admitted.contains(who) || sponsored,
		};
		let machine = self.machines.values().any(|machine| machine.account == *who);
		let_in && !machine && !self.people.contains_key(who) && !self.expelled.contains(who) && !self.has_moved(who)
	}

	fn owns(&self, who: &AccountId, device: &DeviceId) -> bool {
		self.machines.get(device).is_some_and(|machine| machine.owner == *who)
	}

	fn borrower(&self, device: &DeviceId) -> Option<&AccountId> {
		let (borrower, until) = self.loans.get(device)?;
		(System::block_number() < *until && self.takes_part(borrower)).then_some(borrower)
	}

	/// Whether a call can succeed; no signer is the committee.
	pub fn may(&self, who: Option<&AccountId>, call: &Call<Test>) -> bool {
		let Some(who) = who else {
			return matches!(
				call,
				Call::set_policy { .. }
					| Call::admit { .. }
					| Call::withdraw_admission { .. }
					| Call::expel { .. }
					| Call::readmit { .. }
			);
		};
		let offered = |device: &DeviceId, loan: bool| {
			self.offers.get(device).is_some_and(|(to, terms)| to == who && loan == (*terms != Terms::Transfer))
				&& self.machines.get(device).is_some_and(|machine| self.takes_part(&machine.owner))
		};
		match call {
			Call::register_participant { .. } => self.may_register(who),
			Call::register_device { account, .. } => {
				self.may_own(who) && self.machines.values().all(|machine| machine.account != *account)
			}
			Call::update_device { device, .. }
			| Call::fund_fees { device, .. }
			| Call::set_inventory { device, .. }
			| Call::replace_account { device, .. } => self.owns(who, device) && self.takes_part(who),
			Call::remove_device { device } => {
				self.owns(who, device) && self.successor(who).is_none() && self.borrower(device).is_none()
			}
			Call::withdraw_fees { device, .. } => self.owns(who, device),
			Call::sponsor { newcomer } => {
				self.takes_part(who)
					&& self.policy == AdmissionPolicy::BySponsor
					&& !self.people.contains_key(newcomer)
					&& !self.expelled.contains(newcomer)
					&& !self.has_moved(newcomer)
			}
			Call::end_sponsorship { newcomer } => self.sponsors.get(newcomer).is_some_and(|(sponsor, until)| {
				sponsor == who && until.is_none_or(|until| until <= System::block_number())
			}),
			Call::leave {} => {
				self.people.contains_key(who)
					&& !self.has_identity(who)
					&& self.machines.values().all(|machine| machine.owner != *who)
					&& self.loans.values().all(|(borrower, _)| borrower != who)
					&& self.sponsors.values().all(|(sponsor, _)| sponsor != who)
			}
			Call::register_identity { .. } => self.takes_part(who) && self.identity(who).is_none(),
			Call::change_account { new, .. } => {
				self.takes_part(who)
					&& self.has_identity(who)
					&& self.takes_part(new)
					&& self.people[new].role == self.people[who].role
					&& self.identity(new).is_none()
			}
			Call::retire_identity {} | Call::prune_keys { .. } => self.has_identity(who),
			Call::remove_identity { identity } => {
				self.identities.get(identity).is_some_and(|names| names.retired && names.accounts.last() == Some(who))
			}
			Call::add_keys { .. } | Call::rotate_keys { .. } | Call::retire_keys { .. } => {
				self.takes_part(who) && self.has_identity(who)
			}
			Call::offer_device { device, to, terms } => {
				let transfer = *terms == Terms::Transfer;
				self.owns(who, device)
					&& (self.takes_part(who) || transfer && self.successor(who) == Some(to))
					&& if transfer { self.may_own(to) } else { self.takes_part(to) }
					&& self.borrower(device).is_none()
			}
			Call::withdraw_offer { device } => {
				let asked = self.offers.get(device).is_some_and(|(to, _)| to == who);
				asked || self.owns(who, device) && self.successor(who).is_none()
			}
			Call::accept_device { device, .. } => {
				let owner = self.machines.get(device).map(|machine| &machine.owner);
				let takes_over = owner.is_some_and(|owner| self.successor(owner) == Some(who));
				self.may_own(who) && (takes_over || offered(device, false)) && self.borrower(device).is_none()
			}
			Call::accept_loan { device } => self.takes_part(who) && offered(device, true),
			Call::end_loan { device } => {
				let borrows = self.loans.get(device).is_some_and(|(borrower, _)| borrower == who);
				borrows || self.owns(who, device) && self.borrower(device).is_none()
			}
			Call::set_status { device, .. } => {
				let own = self.machines.get(device).is_some_and(|machine| machine.account == *who);
				let operates = self.owns(who, device) || self.borrower(device) == Some(who);
				own && self.works(who) || operates && self.takes_part(who)
			}
			Call::clear_history { device, .. } => !self.machines.contains_key(device),
			Call::forget_account { account } => self.kept.get(account) == Some(who),
			Call::register_alias { .. } => self.takes_part(who),
			Call::remove_alias { alias } => self.aliases.contains(&(who.clone(), *alias)),
			_ => false,
		}
	}

	/// Whether a transaction gets into a block.
	pub fn passes(&self, who: &AccountId, call: &Call<Test>) -> bool {
		if matches!(call, Call::register_participant { .. }) {
			return self.may_register(who);
		}
		let leaves = self.people.contains_key(who) || Held::contains(who);
		self.takes_part(who) || self.works(who) || leaves && settles(call)
	}

	/// Takes note of a call that has succeeded. The pallet gives the numbers.
	pub fn done(&mut self, who: Option<&AccountId>, call: &Call<Test>, next_device: DeviceId, next_identity: u32) {
		let now = System::block_number();
		match call.clone() {
			Call::set_policy { policy } => self.policy = policy,
			Call::admit { who } => _ = self.admitted.insert(who),
			Call::withdraw_admission { who } => _ = self.admitted.remove(&who),
			Call::expel { who } => {
				if self.sponsors.get(&who).is_some_and(|(_, until)| until.is_some_and(|until| now < until)) {
					self.sponsors.remove(&who);
				}
				self.expelled.insert(who);
			}
			Call::readmit { who } => _ = self.expelled.remove(&who),
			call => {
				let who = who.expect("somebody has signed").clone();
				self.signed(who, call, next_device, next_identity);
			}
		}
	}

	fn signed(&mut self, who: AccountId, call: Call<Test>, next_device: DeviceId, next_identity: u32) {
		match call {
			Call::register_participant { role, .. } => {
				let admitted = self.admitted.remove(&who);
				if !admitted && self.policy == AdmissionPolicy::BySponsor {
					let sponsorship = self.sponsors.get_mut(&who).expect("somebody answers");
					sponsorship.1 = Some(System::block_number() + PROBATION);
				}
				self.kept.remove(&who);
				self.enters(who, role);
			}
			Call::leave {} => _ = self.people.remove(&who),
			Call::sponsor { newcomer } => _ = self.sponsors.insert(newcomer, (who, None)),
			Call::end_sponsorship { newcomer } => _ = self.sponsors.remove(&newcomer),
			Call::register_identity { .. } => {
				self.identities.insert(next_identity, Names { accounts: vec![who], retired: false });
			}
			Call::change_account { new, .. } => {
				self.names(&who).accounts.push(new);
				self.people.get_mut(&who).expect("is a participant").moved = true;
			}
			Call::retire_identity {} => self.names(&who).retired = true,
			Call::remove_identity { identity } => _ = self.identities.remove(&identity),
			Call::register_device { account, .. } => {
				self.kept.remove(&account);
				self.machines.insert(next_device, Machine { owner: who, account });
			}
			Call::remove_device { device } => {
				let machine = self.machines.remove(&device).expect("is there");
				self.kept.insert(machine.account, who);
				self.offers.remove(&device);
				self.loans.remove(&device);
			}
			Call::replace_account { device, account, .. } => {
				self.kept.remove(&account);
				let machine = self.machines.get_mut(&device).expect("is there");
				let old = std::mem::replace(&mut machine.account, account);
				self.kept.insert(old, who);
			}
			Call::offer_device { device, to, terms } => {
				self.loans.remove(&device);
				self.offers.insert(device, (to, terms));
			}
			Call::withdraw_offer { device } => _ = self.offers.remove(&device),
			Call::accept_device { device, .. } => {
				self.offers.remove(&device);
				self.loans.remove(&device);
				self.machines.get_mut(&device).expect("is there").owner = who;
			}
			Call::accept_loan { device } => {
				let (to, terms) = self.offers.remove(&device).expect("is offered");
				let Terms::Loan { until } = terms else { panic!("is offered for good") };
				self.loans.insert(device, (to, until));
			}
			Call::end_loan { device } => _ = self.loans.remove(&device),
			Call::forget_account { account } => _ = self.kept.remove(&account),
			Call::register_alias { alias } => _ = self.aliases.insert((who, alias)),
			Call::remove_alias { alias } => _ = self.aliases.remove(&(who, alias)),
			_ => {}
		}
	}

	fn names(&mut self, who: &AccountId) -> &mut Names {
		self.identities.values_mut().find(|names| names.accounts.contains(who)).expect("has an identity")
	}
}
