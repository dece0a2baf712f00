//! # Verifiers
//!
//! The verification nodes: who may vote on finality, what they stand to lose, and whether they are there.
//!
//! ## Calls
//!
//! * `apply`, `withdraw_application`: an account with session keys puts up a bond and asks to become a verifier.
//! * `admit`, `reject`, `remove`, `pardon`, `set_session_length`: the committee decides.
//! * `leave`, `withdraw_bond`: a verifier ends its service, and gets its bond back when it can no longer be punished.
//! * `stand_down`, `resume`, `purge_keys`: a verifier pauses, changes its key, comes back.
//! * `heartbeat`: a verifier's node says once a session that it runs. Nobody pays for it.
//! * `report_equivocation`: anybody shows that a verifier has voted for two different blocks. Nobody pays for it.
//!
//! ## Overview
//!
//! Proof of work proposes blocks, the verifiers finalize them with GRANDPA. Time is cut into sessions of [`SessionLength`]
//! blocks. When a session ends, the set of the session after the next one is planned: the active verifiers. A change of the
//! set reaches GRANDPA as a scheduled change, which the set before it finalizes.
//!
//! ## What a verifier can lose
//!
//! The whole bond, for two votes in one round. It can be punished for [`Config::UnbondingSessions`] sessions after its last
//! one, and its bond is held as long. Being silent costs nothing: after [`Config::MaxMissedSessions`] sessions it is stood
//! down, and `resume` brings it back.
//!
//! ## Low-level part
//!
//! The pallet is the session's manager ([`pallet_session::historical::SessionManager`]), its clock
//! ([`pallet_session::ShouldEndSession`]), the owner of the rule who may change keys ([`KeyHolder`]) and the handler of
//! offences. A key's owner is proven from the keys and bonds of a session as they are registered, so both stay as they are
//! while their owner votes: keys are frozen, and the bond in the record is the one of the admission for good. The session
//! pallet's own `purge_keys` knows nothing of that, so the runtime has to refuse that call in favour of this pallet's.

#![cfg_attr(not(feature = "std"), no_std)]

pub use impl_sessions::{BondOf, KeyHolder, tolerated};
pub use pallet::*;
pub use types::{Application, Heartbeat, MAX_PAGE, Status, Verifier};
pub use weights::WeightInfo;

#[cfg(any(feature = "runtime-benchmarks", test))]
mod benchmarking;
mod impl_heartbeats;
mod impl_members;
mod impl_offences;
mod impl_sessions;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

extern crate alloc;

use frame_support::traits::fungible;
use frame_system::pallet_prelude::BlockNumberFor;

const LOG_TARGET: &str = "runtime::verifiers";

/// The currency's amount, in planck.
pub type BalanceOf<T> = <<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;
/// An application as this runtime stores it.
pub type ApplicationOf<T> = Application<BalanceOf<T>, BlockNumberFor<T>>;
/// A verifier as this runtime stores it.
pub type VerifierOf<T> = Verifier<BalanceOf<T>>;
/// Two votes of one key in one round.
pub type EquivocationProofOf<T> =
	sp_consensus_grandpa::EquivocationProof<<T as frame_system::Config>::Hash, BlockNumberFor<T>>;

#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use alloc::{boxed::Box, vec::Vec};

	use frame_support::{
		dispatch::DispatchClass,
		pallet_prelude::*,
		traits::{
			KeyOwnerProofSystem, OnUnbalanced, ValidatorRegistration, ValidatorSet, fungible, fungible::MutateHold,
		},
	};
	use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};
	use pallet_session::SessionInterface;
	use sp_consensus_grandpa::{AuthorityId, AuthoritySignature};
	use sp_runtime::{KeyTypeId, traits::Convert};
	use sp_staking::{SessionIndex, offence::OffenceReportSystem};

	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime has to provide.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>> + CreateAuthorizedTransaction<Call<Self>>
	{
		/// The token in which bonds are held.
		type Currency: fungible::Inspect<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::BalancedHold<Self::AccountId>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Who admits, removes and pardons verifiers, and sets the length of sessions.
		type AdmissionOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The sessions and their keys.
		type Session: SessionInterface<AccountId = Self::AccountId, ValidatorId = Self::AccountId>
			+ ValidatorSet<Self::AccountId, ValidatorId = Self::AccountId>
			+ ValidatorRegistration<Self::AccountId>;

		/// The GRANDPA key that an account has registered.
		type AuthorityOf: Convert<Self::AccountId, Option<AuthorityId>>;

		/// The proof that somebody has had a key in some session.
		type KeyOwnerProof: Parameter;

		/// Checks such proofs.
		type KeyOwnerProofs: KeyOwnerProofSystem<
				(KeyTypeId, AuthorityId),
				Proof = Self::KeyOwnerProof,
				IdentificationTuple = (Self::AccountId, BalanceOf<Self>),
			>;

		/// Judges reports of equivocation, and ends in this pallet's `OnOffenceHandler`.
		type EquivocationReports: OffenceReportSystem<Option<Self::AccountId>, (EquivocationProofOf<Self>, Self::KeyOwnerProof)>;

		/// Receives the bonds of punished verifiers; `()` burns them.
		type OnSlash: OnUnbalanced<fungible::Credit<Self::AccountId, Self::Currency>>;

		/// What a verifier puts up, in planck. Makes it expensive to be many, and gives it something to lose.
		#[pallet::constant]
		type Bond: Get<BalanceOf<Self>>;

		/// Most admitted verifiers. Each of them signs every round and each justification carries their signatures, so the
		/// limit keeps finality light enough for a gateway.
		#[pallet::constant]
		type MaxVerifiers: Get<u32>;

		/// Sessions without a heartbeat after which a verifier is stood down; not zero.
		#[pallet::constant]
		type MaxMissedSessions: Get<SessionIndex>;

		/// Sessions after its last one for which a verifier can be punished and its bond is kept. Gives everybody time to
		/// find and report what it did.
		#[pallet::constant]
		type UnbondingSessions: Get<SessionIndex>;

		/// The shortest session, in blocks; at least one.
		#[pallet::constant]
		type MinSessionLength: Get<BlockNumberFor<Self>>;

		/// The longest session, in blocks.
		#[pallet::constant]
		type MaxSessionLength: Get<BlockNumberFor<Self>>;

		/// The weights of calls, hooks and checks.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The bond of a verifier or an applicant.
		#[codec(index = 0)]
		Bond,
	}

	/// The length of a session in blocks, where genesis says nothing: five minutes at a block each six seconds.
	#[pallet::type_value]
	pub fn DefaultSessionLength<T: Config>() -> BlockNumberFor<T> {
		50u32.into()
	}

	/// Those who want to become verifiers. They choose their keys, hence the cryptographic hasher.
	///
	/// There is no limit on purpose: with one, whoever fills the list locks the others out. Each entry has its bond.
	#[pallet::storage]
	pub type Applications<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ApplicationOf<T>>;

	/// The verifiers, also those that have left or were punished. They have chosen their keys, hence the cryptographic
	/// hasher.
	#[pallet::storage]
	pub type Verifiers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, VerifierOf<T>>;

	/// The active verifiers and those that are stood down, in the order of their admission.
	#[pallet::storage]
	pub type Admitted<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxVerifiers>, ValueQuery>;

	/// The voters of the session that was planned last: the next one, and those after it until the set changes.
	#[pallet::storage]
	pub type Planned<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxVerifiers>, ValueQuery>;

	/// The length of a session, in blocks.
	#[pallet::storage]
	pub type SessionLength<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery, DefaultSessionLength<T>>;

	/// The block in which the session that is under way began.
	#[pallet::storage]
	pub type SessionStart<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// The verifiers that the chain starts with.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Their accounts. Each needs the bond as free balance and session keys.
		pub verifiers: Vec<T::AccountId>,
		/// The length of a session, in blocks.
		pub session_length: BlockNumberFor<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { verifiers: Vec::new(), session_length: DefaultSessionLength::<T>::get() }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				Pallet::<T>::is_session_length(self.session_length),
				"The session length is outside of its bounds."
			);
			SessionLength::<T>::put(self.session_length);
			for who in &self.verifiers {
				let bond = T::Bond::get();
				T::Currency::hold(&HoldReason::Bond.into(), who, bond)
					.expect("A verifier of the genesis state needs its bond as free balance.");
				assert!(
					!Verifiers::<T>::contains_key(who) && Admitted::<T>::try_append(who).is_ok(),
					"The genesis state names a verifier twice, or too many of them."
				);
				Verifiers::<T>::insert(who, Pallet::<T>::new_verifier(bond));
			}
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Somebody asks to become a verifier.
		Applied {
			/// The account.
			who: T::AccountId,
			/// What is held of it, in planck.
			bond: BalanceOf<T>,
		},
		/// An applicant has changed its mind and has its bond back.
		ApplicationWithdrawn {
			/// The account.
			who: T::AccountId,
			/// What was released, in planck.
			bond: BalanceOf<T>,
		},
		/// The committee does not want an applicant, who has its bond back.
		ApplicationRejected {
			/// The account.
			who: T::AccountId,
			/// What was released, in planck.
			bond: BalanceOf<T>,
		},
		/// An applicant has become a verifier; it votes in the set that is planned next.
		Admitted {
			/// The account.
			who: T::AccountId,
		},
		/// The committee has removed a verifier.
		Removed {
			/// The account.
			who: T::AccountId,
		},
		/// A verifier has left.
		Left {
			/// The account.
			who: T::AccountId,
		},
		/// Somebody who was a verifier has its bond back.
		BondReleased {
			/// The account.
			who: T::AccountId,
			/// What was released, in planck.
			bond: BalanceOf<T>,
		},
		/// A verifier belongs to no set that is planned from now on, until it resumes.
		StoodDown {
			/// The account.
			who: T::AccountId,
			/// How many sessions in a row it was silent; zero if it asked for it.
			missed: SessionIndex,
		},
		/// A verifier that was stood down is back.
		Resumed {
			/// The account.
			who: T::AccountId,
		},
		/// A verifier's node runs.
		HeartbeatReceived {
			/// The account.
			who: T::AccountId,
			/// The session for which it counts.
			session: SessionIndex,
		},
		/// A verifier has voted for two blocks in one round, and has lost its bond.
		Slashed {
			/// The account.
			who: T::AccountId,
			/// What was taken, in planck.
			amount: BalanceOf<T>,
		},
		/// The committee lets a punished account apply again.
		Pardoned {
			/// The account.
			who: T::AccountId,
		},
		/// The set of voters changes.
		SetPlanned {
			/// The first session in which the new set votes.
			session: SessionIndex,
			/// Its members.
			voters: Vec<T::AccountId>,
		},
		/// Sessions have a new length, also the one that is under way.
		SessionLengthSet {
			/// The length, in blocks.
			length: BlockNumberFor<T>,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The account has applied already, is a verifier, or waits for its bond.
		AlreadyExists,
		/// The account has no session keys. Set them first, with the proof that the node owns them.
		NoKeys,
		/// The free balance does not cover the bond.
		InsufficientFunds,
		/// There is no such application or verifier.
		NotFound,
		/// There are as many verifiers as there may be. Remove one first.
		TooManyVerifiers,
		/// It is the last active verifier. Without one nothing would be finalized any more.
		LastVerifier,
		/// The verifier has left already.
		AlreadyLeft,
		/// The verifier has not left; its bond stays held.
		NotLeaving,
		/// The verifier could still be reported for what it did. Try again when the unbonding period is over.
		StillBonded,
		/// The verifier is not active.
		NotActive,
		/// The verifier is not stood down.
		NotStoodDown,
		/// The verifier still belongs to the set of this session or the next. Try again later.
		StillVoting,
		/// The account was punished for voting twice. Only the committee can pardon it.
		Banned,
		/// The account was not punished.
		NotBanned,
		/// The keys of a verifier that votes, or was punished, cannot be changed. Stand down first.
		KeysFrozen,
		/// The session length is outside of its bounds.
		BadSessionLength,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::MaxMissedSessions::get() > 0,
				"A verifier would be stood down in the session in which it was heard."
			);
			assert!(T::MinSessionLength::get() >= 1u32.into(), "Sessions need a block.");
			assert!(
				Pallet::<T>::is_session_length(DefaultSessionLength::<T>::get()),
				"The default session length is outside of its bounds."
			);
			assert!(
				T::WeightInfo::rotate_session(T::MaxVerifiers::get()).all_lte(T::BlockWeights::get().max_block),
				"A change of session takes more than the whole block that the session pallet books for it."
			);
		}

		/// Charges for what the SDK's pallets do in each block and book nothing for: the session pallet asks this one
		/// whether the session is over, and GRANDPA looks for a change of its voters at the end of the block.
		fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_initialize()
		}

		fn offchain_worker(now: BlockNumberFor<T>) {
			Self::send_heartbeats(now);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_n: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Asks to become a verifier. The bond is held.
		///
		/// Fails with `AlreadyExists`, `Banned`, `NoKeys` or `InsufficientFunds`. Emits `Applied`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::apply())]
		pub fn apply(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_apply(who)
		}

		/// Takes the signer's application back, and releases its bond.
		///
		/// Fails with `NotFound`. Emits `ApplicationWithdrawn`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::withdraw_application())]
		pub fn withdraw_application(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_application(who)
		}

		/// Turns an applicant down, and releases its bond. For the committee.
		///
		/// Fails with `NotFound`. Emits `ApplicationRejected`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::reject())]
		pub fn reject(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_reject(who)
		}

		/// Makes an applicant a verifier; it votes from the session after the next one on. For the committee.
		///
		/// Fails with `NotFound`, `NoKeys` or `TooManyVerifiers`. Emits `Admitted`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::admit())]
		pub fn admit(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_admit(who)
		}

		/// Removes a verifier; it still votes in this session and the next. Its bond is kept as if it had left. For the
		/// committee.
		///
		/// Fails with `NotFound`, `AlreadyLeft` or `LastVerifier`. Emits `Removed`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::remove(T::MaxVerifiers::get()))]
		pub fn remove(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_remove(who)
		}

		/// Ends the signer's service as a verifier. Its node has to go on voting in this session and the next.
		///
		/// Fails with `NotFound`, `AlreadyLeft` or `LastVerifier`. Emits `Left`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::leave(T::MaxVerifiers::get()))]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who)
		}

		/// Releases the bond of a verifier that has left, once the unbonding period after its last session is over.
		///
		/// Fails with `NotFound`, `NotLeaving` or `StillBonded`. Emits `BondReleased`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::withdraw_bond())]
		pub fn withdraw_bond(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_bond(who)
		}

		/// Pauses the signer's service, for maintenance or to change its key. Its node has to go on voting in this session
		/// and the next.
		///
		/// Fails with `NotFound`, `NotActive` or `LastVerifier`. Emits `StoodDown`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::stand_down(T::MaxVerifiers::get()))]
		pub fn stand_down(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_stand_down(who)
		}

		/// Takes the signer's service up again; it votes from the session after the next one on.
		///
		/// Fails with `NotFound`, `NotStoodDown`, `StillVoting` or `NoKeys`. Emits `Resumed`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::resume())]
		pub fn resume(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resume(who)
		}

		/// Says that a verifier's node runs. The offchain worker of the node sends it; nobody signs the transaction.
		///
		/// - `heartbeat`: of which session and verifier.
		/// - `signature`: of the verifier's GRANDPA key over [`Heartbeat::payload`].
		///
		/// Accepted once in a session, from a voter of it. Emits `HeartbeatReceived`.
		#[pallet::call_index(9)]
		#[pallet::weight((T::WeightInfo::heartbeat(), DispatchClass::Operational))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_heartbeat())]
		#[pallet::authorize(|_source, heartbeat, signature| Self::authorize_heartbeat(heartbeat, signature))]
		pub fn heartbeat(
			origin: OriginFor<T>,
			heartbeat: Heartbeat<T::AccountId>,
			signature: AuthoritySignature,
		) -> DispatchResult {
			let _ = signature;
			ensure_authorized(origin)?;
			Self::do_heartbeat(heartbeat)
		}

		/// Shows that a verifier has voted for two different blocks in one round. Nobody signs the transaction.
		///
		/// - `equivocation_proof`: the two votes.
		/// - `key_owner_proof`: who had the key in the session of the votes.
		///
		/// Accepted from anybody, until the verifier has been punished. Emits `Slashed`.
		#[pallet::call_index(10)]
		#[pallet::weight((T::WeightInfo::report_equivocation(T::MaxVerifiers::get()), DispatchClass::Operational))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_report_equivocation(T::MaxVerifiers::get()))]
		#[pallet::authorize(|_source, equivocation_proof, key_owner_proof| {
			Self::authorize_report(equivocation_proof, key_owner_proof)
		})]
		pub fn report_equivocation(
			origin: OriginFor<T>,
			equivocation_proof: Box<EquivocationProofOf<T>>,
			key_owner_proof: T::KeyOwnerProof,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			T::EquivocationReports::process_evidence(None, (*equivocation_proof, key_owner_proof))
		}

		/// Lets a punished account, and its key, apply again. For the committee.
		///
		/// Fails with `NotFound`, `NotBanned` or `StillBonded`. Emits `Pardoned`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::pardon())]
		pub fn pardon(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_pardon(who)
		}

		/// Sets the length of sessions, in blocks; it counts for the session that is under way too. For the committee.
		///
		/// Fails with `BadSessionLength`. Emits `SessionLengthSet`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::set_session_length())]
		pub fn set_session_length(origin: OriginFor<T>, length: BlockNumberFor<T>) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_set_session_length(length)
		}

		/// Gives up the signer's session keys, and releases their deposit.
		///
		/// Fails with `KeysFrozen`, or with the session's `NoKeys`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::purge_keys())]
		pub fn purge_keys(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_purge_keys(who)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The active verifiers and those that are stood down, in the order of their admission.
		pub fn verifiers() -> Vec<(T::AccountId, VerifierOf<T>)> {
			let with_record = |who| Verifiers::<T>::get(&who).map(|verifier| (who, verifier));
			Admitted::<T>::get().into_iter().filter_map(with_record).collect()
		}

		/// The record of a verifier, also of one that has left or was punished.
		pub fn verifier(who: T::AccountId) -> Option<VerifierOf<T>> {
			Verifiers::<T>::get(who)
		}

		/// The application of an account.
		pub fn application(who: T::AccountId) -> Option<ApplicationOf<T>> {
			Applications::<T>::get(who)
		}

		/// Applications: at most `limit`, and at most [`MAX_PAGE`], after the given applicant.
		pub fn applications(after: Option<T::AccountId>, limit: u32) -> Vec<(T::AccountId, ApplicationOf<T>)> {
			let entries = match after {
				Some(after) => Applications::<T>::iter_from(Applications::<T>::hashed_key_for(after)),
				None => Applications::<T>::iter(),
			};
			entries.take(limit.min(MAX_PAGE) as usize).collect()
		}

		/// The voters of this session.
		pub fn current_set() -> Vec<T::AccountId> {
			<T::Session as ValidatorSet<T::AccountId>>::validators()
		}

		/// The voters of the next session.
		pub fn next_set() -> Vec<T::AccountId> {
			Planned::<T>::get().into_inner()
		}

		/// The index of this session, the block in which it began, and its length in blocks.
		pub fn session() -> (SessionIndex, BlockNumberFor<T>, BlockNumberFor<T>) {
			let index = <T::Session as ValidatorSet<T::AccountId>>::session_index();
			(index, SessionStart::<T>::get(), SessionLength::<T>::get())
		}
	}
}
