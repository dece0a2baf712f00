//! What happens to a verifier that votes for two different blocks.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::boxed::Box;

use frame_support::{
	ensure,
	storage::{TransactionOutcome, with_transaction},
	traits::{Get, KeyOwnerProofSystem, OnUnbalanced, fungible::BalancedHold},
	weights::Weight,
};
use frame_system::offchain::SubmitTransaction;
use sp_consensus_grandpa::KEY_TYPE;
use sp_runtime::{
	Perbill,
	transaction_validity::{
		InvalidTransaction, TransactionPriority, TransactionValidityError, TransactionValidityWithRefund,
		ValidTransaction,
	},
};
use sp_staking::{
	SessionIndex,
	offence::{OffenceDetails, OffenceReportSystem, OnOffenceHandler},
};

use crate::{
	Admitted, BalanceOf, Call, Config, EquivocationProofOf, Event, HoldReason, Pallet, Status, Verifier, Verifiers,
};

impl<T: Config> Pallet<T> {
	/// Lets a report in that will be accepted, from whomever.
	///
	/// Verification nodes do not mine, so the report has to travel to a miner; nobody pays for it, so it has to be checked
	/// wholly before it travels. Someone punished already could make up further offences without end: they are refused.
	pub(crate) fn authorize_report(
		proof: &EquivocationProofOf<T>,
		key_owner_proof: &T::KeyOwnerProof,
	) -> TransactionValidityWithRefund {
		let key = (KEY_TYPE, proof.offender().clone());
		let (offender, _) =
			T::KeyOwnerProofs::check_proof(key, key_owner_proof.clone()).ok_or(InvalidTransaction::BadProof)?;
		let punished = Verifiers::<T>::get(&offender).is_none_or(|verifier| verifier.status == Status::Slashed);
		ensure!(!punished, TransactionValidityError::from(InvalidTransaction::Stale));
		with_transaction(|| {
			let evidence = (proof.clone(), key_owner_proof.clone());
			TransactionOutcome::Rollback(T::EquivocationReports::process_evidence(None, evidence))
		})
		.map_err(|_| InvalidTransaction::BadProof)?;

		let validity = ValidTransaction::with_tag_prefix("VerifierEquivocation")
			.priority(TransactionPriority::MAX)
			.and_provides(offender)
			.longevity(<T::EquivocationReports as OffenceReportSystem<_, _>>::Longevity::get())
			.propagate(true)
			.build()?;
		Ok((validity, Weight::zero()))
	}

	/// Sends a report to the pool of this node, which passes it on. Only of use outside the chain's own execution.
	///
	/// # Errors
	///
	/// The pool has refused it: it is not valid, or known already.
	#[allow(clippy::result_unit_err, reason = "the SDK's report system has no other")]
	pub fn submit_report(proof: EquivocationProofOf<T>, key_owner_proof: T::KeyOwnerProof) -> Result<(), ()> {
		let call = Call::report_equivocation { equivocation_proof: Box::new(proof), key_owner_proof };
		SubmitTransaction::<T, Call<T>>::submit_transaction(T::create_authorized_transaction(call.into()))
	}

	/// Takes the whole bond, and the verifier out of every set that is planned from now on.
	fn punish(who: &T::AccountId, verifier: Verifier<BalanceOf<T>>) {
		let (credit, missing) = T::Currency::slash(&HoldReason::Bond.into(), who, verifier.bond);
		let amount = frame_support::traits::Imbalance::peek(&credit);
		if missing != BalanceOf::<T>::default() {
			log::error!(target: crate::LOG_TARGET, "A verifier's bond was not held in full; {missing:?} planck are missing.");
		}
		T::OnSlash::on_unbalanced(credit);
		Verifiers::<T>::insert(who, Verifier { status: Status::Slashed, ..verifier });
		Admitted::<T>::mutate(|admitted| admitted.retain(|other| other != who));
		Self::deposit_event(Event::Slashed { who: who.clone(), amount });
	}
}

impl<T: Config> OnOffenceHandler<T::AccountId, (T::AccountId, BalanceOf<T>), Weight> for Pallet<T> {
	/// The fractions are for chains where mistakes are cheap; here any vote for two blocks costs the whole bond.
	///
	/// Earlier offenders of the same round come with each report; they have been punished.
	///
	/// The weight is none, since that of the report includes it: the offences pallet acts at once and books nothing.
	fn on_offence(
		offenders: &[OffenceDetails<T::AccountId, (T::AccountId, BalanceOf<T>)>],
		_fractions: &[Perbill],
		_session: SessionIndex,
	) -> Weight {
		for OffenceDetails { offender: (who, _), .. } in offenders {
			if let Some(verifier) = Verifiers::<T>::get(who).filter(|verifier| verifier.status != Status::Slashed) {
				Self::punish(who, verifier);
			}
		}
		Weight::zero()
	}
}
