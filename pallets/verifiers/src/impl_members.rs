//! Who becomes a verifier, who leaves, and what happens to the bond.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use frame_support::{
	ensure,
	traits::{Get, ValidatorRegistration, ValidatorSet, fungible::MutateHold, tokens::Precision::Exact},
};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_session::SessionInterface;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	Admitted, Application, Applications, BalanceOf, Config, Error, Event, HoldReason, Pallet, Planned, SessionLength,
	Status, Verifier, Verifiers,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_apply(who: T::AccountId) -> DispatchResult {
		ensure!(!Applications::<T>::contains_key(&who), Error::<T>::AlreadyExists);
		match Verifiers::<T>::get(&who).map(|verifier| verifier.status) {
			None => {}
			Some(Status::Slashed) => return Err(Error::<T>::Banned.into()),
			Some(_) => return Err(Error::<T>::AlreadyExists.into()),
		}
		ensure!(T::Session::is_registered(&who), Error::<T>::NoKeys);
		let bond = T::Bond::get();
		T::Currency::hold(&HoldReason::Bond.into(), &who, bond).map_err(|_| Error::<T>::InsufficientFunds)?;
		let since = frame_system::Pallet::<T>::block_number();
		Applications::<T>::insert(&who, Application { bond, since });
		Self::deposit_event(Event::Applied { who, bond });
		Ok(())
	}

	pub(crate) fn do_withdraw_application(who: T::AccountId) -> DispatchResult {
		let bond = Self::end_application(&who)?;
		Self::deposit_event(Event::ApplicationWithdrawn { who, bond });
		Ok(())
	}

	pub(crate) fn do_reject(who: T::AccountId) -> DispatchResult {
		let bond = Self::end_application(&who)?;
		Self::deposit_event(Event::ApplicationRejected { who, bond });
		Ok(())
	}

	/// The bond stays held; from here on it is the verifier's.
	pub(crate) fn do_admit(who: T::AccountId) -> DispatchResult {
		let application = Applications::<T>::get(&who).ok_or(Error::<T>::NotFound)?;
		ensure!(T::Session::is_registered(&who), Error::<T>::NoKeys);
		Admitted::<T>::try_append(who.clone()).map_err(|()| Error::<T>::TooManyVerifiers)?;
		Applications::<T>::remove(&who);
		Verifiers::<T>::insert(&who, Self::new_verifier(application.bond));
		Self::deposit_event(Event::Admitted { who });
		Ok(())
	}

	pub(crate) fn new_verifier(bond: BalanceOf<T>) -> Verifier<BalanceOf<T>> {
		Verifier {
			bond,
			status: Status::Active,
			seen: <T::Session as ValidatorSet<T::AccountId>>::session_index(),
			last_session: None,
		}
	}

	pub(crate) fn do_remove(who: T::AccountId) -> DispatchResult {
		Self::end_membership(&who)?;
		Self::deposit_event(Event::Removed { who });
		Ok(())
	}

	pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
		Self::end_membership(&who)?;
		Self::deposit_event(Event::Left { who });
		Ok(())
	}

	pub(crate) fn do_withdraw_bond(who: T::AccountId) -> DispatchResult {
		let verifier = Verifiers::<T>::get(&who).ok_or(Error::<T>::NotFound)?;
		ensure!(verifier.status == Status::Leaving, Error::<T>::NotLeaving);
		ensure!(!Self::is_punishable(&who, &verifier), Error::<T>::StillBonded);
		T::Currency::release(&HoldReason::Bond.into(), &who, verifier.bond, Exact)?;
		Verifiers::<T>::remove(&who);
		Self::deposit_event(Event::BondReleased { who, bond: verifier.bond });
		Ok(())
	}

	pub(crate) fn do_stand_down(who: T::AccountId) -> DispatchResult {
		let mut verifier = Verifiers::<T>::get(&who).ok_or(Error::<T>::NotFound)?;
		ensure!(verifier.status == Status::Active, Error::<T>::NotActive);
		Self::ensure_not_last(&who)?;
		verifier.status = Status::StoodDown;
		Verifiers::<T>::insert(&who, verifier);
		Self::deposit_event(Event::StoodDown { who, missed: 0 });
		Ok(())
	}

	/// Not before it has left the sets that are planned already: a set that changed back and forth in one session would be
	/// a change of authorities each time.
	pub(crate) fn do_resume(who: T::AccountId) -> DispatchResult {
		let mut verifier = Verifiers::<T>::get(&who).ok_or(Error::<T>::NotFound)?;
		ensure!(verifier.status == Status::StoodDown, Error::<T>::NotStoodDown);
		ensure!(!Self::is_voting(&who, &verifier), Error::<T>::StillVoting);
		ensure!(T::Session::is_registered(&who), Error::<T>::NoKeys);
		verifier.status = Status::Active;
		Verifiers::<T>::insert(&who, verifier);
		Self::deposit_event(Event::Resumed { who });
		Ok(())
	}

	pub(crate) fn do_pardon(who: T::AccountId) -> DispatchResult {
		let verifier = Verifiers::<T>::get(&who).ok_or(Error::<T>::NotFound)?;
		ensure!(verifier.status == Status::Slashed, Error::<T>::NotBanned);
		ensure!(!Self::is_punishable(&who, &verifier), Error::<T>::StillBonded);
		Verifiers::<T>::remove(&who);
		Self::deposit_event(Event::Pardoned { who });
		Ok(())
	}

	pub(crate) fn do_set_session_length(length: BlockNumberFor<T>) -> DispatchResult {
		ensure!(Self::is_session_length(length), Error::<T>::BadSessionLength);
		SessionLength::<T>::put(length);
		Self::deposit_event(Event::SessionLengthSet { length });
		Ok(())
	}

	pub(crate) fn do_purge_keys(who: T::AccountId) -> DispatchResult {
		ensure!(!Self::keys_are_frozen(&who), Error::<T>::KeysFrozen);
		T::Session::purge_keys(&who)
	}

	/// Whether a session may be this long, in blocks.
	pub(crate) fn is_session_length(length: BlockNumberFor<T>) -> bool {
		(T::MinSessionLength::get()..=T::MaxSessionLength::get()).contains(&length)
	}

	/// Whether the session keys of `who` must stay as they are.
	///
	/// The proof of who owns a key is made of the keys as they are registered, so a verifier that could change its key after
	/// it has voted for two blocks would not be found.
	pub fn keys_are_frozen(who: &T::AccountId) -> bool {
		Verifiers::<T>::get(who).is_some_and(|verifier| match verifier.status {
			Status::Active | Status::Slashed => true,
			Status::StoodDown | Status::Leaving => Self::is_voting(who, &verifier),
		})
	}

	/// Whether the verifier belongs to the set of this session or of the next.
	fn is_voting(who: &T::AccountId, verifier: &Verifier<BalanceOf<T>>) -> bool {
		verifier.last_session.is_some_and(|last| last >= <T::Session as ValidatorSet<T::AccountId>>::session_index())
			|| Planned::<T>::get().contains(who)
	}

	/// Whether a report against the verifier could still be accepted.
	fn is_punishable(who: &T::AccountId, verifier: &Verifier<BalanceOf<T>>) -> bool {
		let until = verifier.last_session.map(|last| last.saturating_add(T::UnbondingSessions::get()));
		until.is_some_and(|until| until >= <T::Session as ValidatorSet<T::AccountId>>::session_index())
			|| Planned::<T>::get().contains(who)
	}

	/// Fails when finality would be left without a voter.
	fn ensure_not_last(who: &T::AccountId) -> DispatchResult {
		ensure!(Self::next_voters().iter().any(|other| other != who), Error::<T>::LastVerifier);
		Ok(())
	}

	fn end_application(who: &T::AccountId) -> Result<BalanceOf<T>, DispatchError> {
		let application = Applications::<T>::get(who).ok_or(Error::<T>::NotFound)?;
		T::Currency::release(&HoldReason::Bond.into(), who, application.bond, Exact)?;
		Applications::<T>::remove(who);
		Ok(application.bond)
	}

	fn end_membership(who: &T::AccountId) -> DispatchResult {
		let mut verifier = Verifiers::<T>::get(who).ok_or(Error::<T>::NotFound)?;
		match verifier.status {
			Status::Active => Self::ensure_not_last(who)?,
			Status::StoodDown => {}
			Status::Leaving | Status::Slashed => return Err(Error::<T>::AlreadyLeft.into()),
		}
		verifier.status = Status::Leaving;
		Verifiers::<T>::insert(who, verifier);
		Admitted::<T>::mutate(|admitted| admitted.retain(|other| other != who));
		Ok(())
	}
}
