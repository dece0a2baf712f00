//! Which verifiers vote in which session, and how long a session is.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;
use core::marker::PhantomData;

use frame_support::{
	BoundedVec,
	traits::{EstimateNextSessionRotation, Get, ValidatorRegistration, ValidatorSet},
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_session::{SessionInterface, ShouldEndSession};
use sp_runtime::{
	Permill,
	traits::{Convert, Saturating},
};
use sp_staking::SessionIndex;

use crate::{
	Admitted, BalanceOf, Config, Event, Pallet, Planned, SessionLength, SessionStart, Status, Verifier, Verifiers,
};

/// A voter with its bond.
type Voter<T> = (<T as frame_system::Config>::AccountId, BalanceOf<T>);

impl<T: Config> Pallet<T> {
	/// Who would vote if the next set were planned now: the active verifiers with keys, in the order of their admission.
	pub(crate) fn next_voters() -> Vec<T::AccountId> {
		let mut voters = Admitted::<T>::get().into_inner();
		voters.retain(|who| {
			Verifiers::<T>::get(who).is_some_and(|verifier| verifier.status == Status::Active)
				&& T::Session::is_registered(who)
		});
		voters
	}

	/// Plans the set of session `index`; none if it is the one that was planned last.
	///
	/// A set is never empty: GRANDPA would have nobody to hand finality on to. Where no verifier is left, the old ones stay,
	/// the punished too, until another has been admitted.
	fn plan(index: SessionIndex) -> Option<Vec<Voter<T>>> {
		let before = index.saturating_sub(1);
		let planned = Planned::<T>::get();
		let next = BoundedVec::truncate_from(Self::next_voters());
		if next.is_empty() || next == planned {
			return None;
		}
		for who in planned.iter().filter(|who| !next.contains(who)) {
			Self::change(who, |verifier| verifier.last_session = Some(before));
		}
		for who in next.iter().filter(|who| !planned.contains(who)) {
			Self::change(who, |verifier| {
				verifier.last_session = None;
				verifier.seen = before;
			});
		}
		Planned::<T>::put(&next);
		Self::deposit_event(Event::SetPlanned { session: index, voters: next.to_vec() });
		Some(
			next.into_iter().filter_map(|who| Verifiers::<T>::get(&who).map(|verifier| (who, verifier.bond))).collect(),
		)
	}

	/// Stands down the voters that have been silent for too long.
	///
	/// The change of the set has to be finalized by the sets that vote until it takes effect. If those that are alive cannot
	/// do that, nobody is stood down: the change would only wait, and those who return would find themselves out.
	fn check_heartbeats(ended: SessionIndex) {
		let voters = <T::Session as ValidatorSet<T::AccountId>>::validators();
		let silent = |who: &T::AccountId| Verifiers::<T>::get(who).is_none_or(|verifier| verifier.seen < ended);
		let finalizes = |set: &[T::AccountId]| {
			let silent = set.iter().filter(|who| silent(who)).count();
			silent <= tolerated(set.len())
		};
		if !finalizes(&voters) || !finalizes(&Planned::<T>::get()) {
			return;
		}
		let mut active = Self::next_voters().len();
		for who in voters {
			let Some(verifier) = Verifiers::<T>::get(&who) else { continue };
			let missed = ended.saturating_sub(verifier.seen);
			if verifier.status != Status::Active || missed < T::MaxMissedSessions::get() || active <= 1 {
				continue;
			}
			active = active.saturating_sub(1);
			Verifiers::<T>::insert(&who, Verifier { status: Status::StoodDown, ..verifier });
			Self::deposit_event(Event::StoodDown { who, missed });
		}
	}

	fn change(who: &T::AccountId, change: impl FnOnce(&mut Verifier<BalanceOf<T>>)) {
		Verifiers::<T>::mutate(who, |verifier| {
			if let Some(verifier) = verifier {
				change(verifier);
			}
		});
	}

	/// How many blocks of the session that is under way have passed by block `now`.
	fn session_age(now: BlockNumberFor<T>) -> BlockNumberFor<T> {
		now.saturating_sub(SessionStart::<T>::get())
	}
}

/// How many of `voters` may be silent without finality coming to a halt: fewer than a third.
pub fn tolerated(voters: usize) -> usize {
	voters.saturating_sub(1).checked_div(3).unwrap_or_default()
}

impl<T: Config> pallet_session::historical::SessionManager<T::AccountId, BalanceOf<T>> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<Voter<T>>> {
		Self::plan(index)
	}

	fn start_session(index: SessionIndex) {
		SessionStart::<T>::put(frame_system::Pallet::<T>::block_number());
		if let Some(oldest) = index.checked_sub(T::UnbondingSessions::get()) {
			T::Session::prune_up_to(oldest);
		}
	}

	fn end_session(index: SessionIndex) {
		Self::check_heartbeats(index);
	}
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::plan(index).map(|voters| voters.into_iter().map(|(who, _)| who).collect())
	}

	fn start_session(index: SessionIndex) {
		<Self as pallet_session::historical::SessionManager<_, _>>::start_session(index);
	}

	fn end_session(index: SessionIndex) {
		<Self as pallet_session::historical::SessionManager<_, _>>::end_session(index);
	}
}

impl<T: Config> ShouldEndSession<BlockNumberFor<T>> for Pallet<T> {
	fn should_end_session(now: BlockNumberFor<T>) -> bool {
		Self::session_age(now) >= SessionLength::<T>::get()
	}
}

impl<T: Config> EstimateNextSessionRotation<BlockNumberFor<T>> for Pallet<T> {
	fn average_session_length() -> BlockNumberFor<T> {
		SessionLength::<T>::get()
	}

	fn estimate_current_session_progress(now: BlockNumberFor<T>) -> (Option<Permill>, Weight) {
		let progress = Permill::from_rational(Self::session_age(now), SessionLength::<T>::get());
		(Some(progress), T::DbWeight::get().reads(2))
	}

	fn estimate_next_session_rotation(_now: BlockNumberFor<T>) -> (Option<BlockNumberFor<T>>, Weight) {
		let end = SessionStart::<T>::get().saturating_add(SessionLength::<T>::get());
		(Some(end), T::DbWeight::get().reads(2))
	}
}

/// The account under which a holder of session keys is known to the session: its own, and none while its keys are frozen.
///
/// With it as `ValidatorIdOf`, `set_keys` refuses a verifier that votes.
pub struct KeyHolder<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<T::AccountId>> for KeyHolder<T> {
	fn convert(who: T::AccountId) -> Option<T::AccountId> {
		(!Pallet::<T>::keys_are_frozen(&who)).then_some(who)
	}
}

/// The bond by which the history of sessions identifies a verifier.
pub struct BondOf<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<BalanceOf<T>>> for BondOf<T> {
	fn convert(who: T::AccountId) -> Option<BalanceOf<T>> {
		Verifiers::<T>::get(who).map(|verifier| verifier.bond)
	}
}
