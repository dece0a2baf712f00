//! What always holds in the storage of verifiers.

use frame_support::{
	ensure,
	traits::{Get, fungible::InspectHold},
};
use sp_runtime::{TryRuntimeError, traits::Zero};

use crate::{Admitted, Applications, Config, HoldReason, Pallet, Planned, SessionLength, Status, Verifiers};

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error says which one is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let held = |who: &T::AccountId| T::Currency::balance_on_hold(&HoldReason::Bond.into(), who);
		let admitted = Admitted::<T>::get();
		let planned = Planned::<T>::get();
		for (who, application) in Applications::<T>::iter() {
			ensure!(!Verifiers::<T>::contains_key(&who), "Somebody is an applicant and a verifier.");
			ensure!(held(&who) == application.bond, "An applicant's bond is not what is held.");
		}
		let mut listed = 0usize;
		for (who, verifier) in Verifiers::<T>::iter() {
			let is_admitted = matches!(verifier.status, Status::Active | Status::StoodDown);
			ensure!(admitted.contains(&who) == is_admitted, "The list of admitted verifiers and a record disagree.");
			listed = listed.saturating_add(usize::from(is_admitted));
			let bond = if verifier.status == Status::Slashed { Zero::zero() } else { verifier.bond };
			ensure!(held(&who) == bond, "A verifier's bond is not what is held.");
			ensure!(
				!planned.contains(&who) || verifier.last_session.is_none(),
				"A verifier that is planned has a last session."
			);
		}
		ensure!(listed == admitted.len(), "A verifier is admitted twice, or without a record.");
		for (position, who) in planned.iter().enumerate() {
			ensure!(Verifiers::<T>::contains_key(who), "Somebody is planned to vote without a record.");
			ensure!(
				!planned.iter().skip(position.saturating_add(1)).any(|other| other == who),
				"A voter is planned twice."
			);
		}
		ensure!(Self::is_session_length(SessionLength::<T>::get()), "The session length is outside of its bounds.");
		ensure!(
			T::MaxMissedSessions::get() > 0,
			"A verifier would be stood down in the session in which it was heard."
		);
		Ok(())
	}
}
