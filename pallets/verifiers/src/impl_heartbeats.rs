//! Heartbeats: how a node sends them, and which are accepted.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use codec::Encode;
use frame_support::{ensure, traits::ValidatorSet, weights::Weight};
use frame_system::{offchain::SubmitTransaction, pallet_prelude::BlockNumberFor};
use sp_consensus_grandpa::{AuthorityId, AuthoritySignature};
use sp_runtime::{
	DispatchResult, RuntimeAppPublic, SaturatedConversion,
	offchain::storage::{StorageRetrievalError, StorageValueRef},
	traits::{Convert, Saturating, Zero},
	transaction_validity::{
		InvalidTransaction, TransactionPriority, TransactionValidityError, TransactionValidityWithRefund,
		ValidTransaction,
	},
};
use sp_staking::SessionIndex;

use crate::{Call, Config, Event, Heartbeat, LOG_TARGET, Pallet, SessionLength, Verifiers};

/// After this many blocks a node sends a heartbeat again that has not arrived, since a pool may lose it.
const RESEND_BLOCKS: u32 = 5;

impl<T: Config> Pallet<T> {
	/// Lets a heartbeat in: of this session, from a voter that has not been heard in it, signed by its GRANDPA key.
	pub(crate) fn authorize_heartbeat(
		heartbeat: &Heartbeat<T::AccountId>,
		signature: &AuthoritySignature,
	) -> TransactionValidityWithRefund {
		let session = <T::Session as ValidatorSet<T::AccountId>>::session_index();
		ensure!(heartbeat.session >= session, TransactionValidityError::from(InvalidTransaction::Stale));
		ensure!(heartbeat.session == session, TransactionValidityError::from(InvalidTransaction::Future));
		let voter = Verifiers::<T>::get(&heartbeat.verifier)
			.filter(|_| <T::Session as ValidatorSet<T::AccountId>>::validators().contains(&heartbeat.verifier))
			.ok_or(InvalidTransaction::BadSigner)?;
		ensure!(voter.seen < session, TransactionValidityError::from(InvalidTransaction::Stale));
		let key = T::AuthorityOf::convert(heartbeat.verifier.clone()).ok_or(InvalidTransaction::BadSigner)?;
		let payload = heartbeat.payload(Self::genesis_hash());
		ensure!(key.verify(&payload, signature), TransactionValidityError::from(InvalidTransaction::BadProof));

		let validity = ValidTransaction::with_tag_prefix("VerifierHeartbeat")
			.priority(TransactionPriority::MAX / 2)
			.and_provides(heartbeat)
			.longevity(SessionLength::<T>::get().saturated_into())
			.propagate(true)
			.build()?;
		Ok((validity, Weight::zero()))
	}

	pub(crate) fn do_heartbeat(heartbeat: Heartbeat<T::AccountId>) -> DispatchResult {
		let Heartbeat { session, verifier: who } = heartbeat;
		Verifiers::<T>::mutate(&who, |verifier| {
			if let Some(verifier) = verifier {
				verifier.seen = session;
			}
		});
		Self::deposit_event(Event::HeartbeatReceived { who, session });
		Ok(())
	}

	/// Sends the heartbeat of each voter whose key this node has.
	pub(crate) fn send_heartbeats(now: BlockNumberFor<T>) {
		let keys = AuthorityId::all();
		if keys.is_empty() {
			return;
		}
		let session = <T::Session as ValidatorSet<T::AccountId>>::session_index();
		for verifier in <T::Session as ValidatorSet<T::AccountId>>::validators() {
			let Some(key) = T::AuthorityOf::convert(verifier.clone()).filter(|key| keys.contains(key)) else {
				continue;
			};
			if Verifiers::<T>::get(&verifier).is_none_or(|voter| voter.seen >= session) {
				continue;
			}
			if !take_turn::<T>(&verifier, session, now) {
				continue;
			}
			let heartbeat = Heartbeat { session, verifier };
			let Some(signature) = key.sign(&heartbeat.payload(Self::genesis_hash())) else {
				log::warn!(target: LOG_TARGET, "The keystore does not sign with the GRANDPA key that it lists.");
				continue;
			};
			let call = Call::heartbeat { heartbeat, signature };
			let transaction = T::create_authorized_transaction(call.into());
			if SubmitTransaction::<T, Call<T>>::submit_transaction(transaction).is_err() {
				log::debug!(target: LOG_TARGET, "The pool has refused the heartbeat of session {session}.");
			}
		}
	}

	pub(crate) fn genesis_hash() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}
}

/// Whether it is time to send, which is noted: workers of several blocks run at once, and blocks of forks come twice.
fn take_turn<T: Config>(verifier: &T::AccountId, session: SessionIndex, now: BlockNumberFor<T>) -> bool {
	let key = (&b"bpiiot/heartbeat"[..], verifier).encode();
	let note = StorageValueRef::persistent(&key);
	note.mutate(|sent: Result<Option<(SessionIndex, BlockNumberFor<T>)>, StorageRetrievalError>| match sent {
		Ok(Some((of, at))) if of == session && (at..at.saturating_add(RESEND_BLOCKS.into())).contains(&now) => Err(()),
		_ => Ok((session, now)),
	})
	.is_ok()
}
