//! # Device registry
//!
//! Who takes part in the platform and under which name and keys, which devices they own, lend and pass on, and who pays the
//! fees of a device: the paper's register contract (RC).
//!
//! ## Calls
//!
//! * Participants: `register_participant`, `leave`; admission: `sponsor`, `end_sponsorship`, and by the committee `set_policy`,
//!   `admit`, `withdraw_admission`, `expel`, `readmit`.
//! * Identities: `register_identity`, `change_account`, `retire_identity`, `remove_identity`; keys: `add_keys`, `rotate_keys`,
//!   `retire_keys`, `prune_keys`.
//! * Devices: `register_device`, `update_device`, `set_status`, `set_inventory`, `replace_account`, `remove_device`; the
//!   money for their fees: `fund_fees`, `withdraw_fees`.
//! * Passing devices on: `offer_device`, `withdraw_offer`, `accept_device`, `accept_loan`, `end_loan`; what remains of a removed
//!   device: `clear_history`, `forget_account`.
//! * Aliases: `register_alias`, `remove_alias`.
//!
//! ## Overview
//!
//! **Admission.** [`AdmissionPolicy`] says who may register: everybody, those whom the committee admits, or also those for whom a
//! participant answers with [`Config::SponsorStake`] during [`Config::Probation`]. [`admission::CheckAdmitted`] keeps the calls
//! of everybody else out of blocks: they are invalid, already for the pool.
//!
//! **Identities.** A string ([`Handle`](bpiiot_primitives::identity::Handle)) and an account belong to each other, and of all
//! strings that look alike one can be taken. The keys of the identity come in pairs, each with a proof that its secrets are
//! there. Accounts and keys that were replaced stay in a history, so that it can be told for any block which account and which
//! keys were valid; they can be deleted after [`Config::Retention`]. The string of a retired identity stays taken as long, so
//! that nobody can step into it while its name is fresh.
//!
//! **Devices.** A device signs its transactions with a key of its own and needs no tokens: its account exists by its
//! registration (a *sufficient* reference), and [`fees::SponsoredFees`] takes the fees of its calls out of a quota that its owner
//! holds. Nobody can register somebody else's device, since the device's key has to sign a claim that names the owner, the
//! chain and a block until which it is good: [`bpiiot_primitives::claim_payload`]. The buyer of a device shows such a claim too. A loan makes the borrower
//! the device's operator until a block, and ends by itself, or when the borrower may not take part any more.
//!
//! **Aliases.** An alias is a commitment to a device and a party under a secret that only the two know. The party registers it,
//! and neither the record nor the call names the device or its owner.
//!
//! **Deposits.** Everything stored holds a deposit of the one who stores it: [`Config::DepositBase`] for an entry and
//! [`Config::DepositPerByte`] for its variable part. Each record remembers what was held for it, and all of it returns with the
//! record's removal. The committee's admissions hold nothing; nobody else can make them.
//!
//! ## Who could gain by cheating
//!
//! * **A stolen device key** can spend the device's remaining quota on fees of the calls that [`Config::SponsoredCalls`] lets
//!   through, and no more: a tip or any other call is paid by the device's own account, which holds nothing. A call that fails
//!   costs its fee as any other, so it cannot be repeated for nothing. The owner ends it by `replace_account`, `withdraw_fees`
//!   or `remove_device`.
//! * **Who has been expelled** stays so also after leaving, until the committee takes it back ([`Expulsions`]). Who has moved to
//!   another account does not come back under the old one as long as the identity is stored; its devices can be taken over by
//!   the new account, and by nobody else.
//! * **A former owner** cannot claim a machine that was sold with what its key has signed once: a claim is good for
//!   [`Config::MaxClaim`] at most.
//! * **The seller of a device** may have kept a copy of its key: the buyer replaces the key. A device with open agreements does
//!   not change hands, so nobody sells work that is still owed.
//! * **A sponsor** cannot take the stake back before the probation is over, also when the newcomer leaves. A stake that is lost
//!   is burned: the committee gains nothing by expelling somebody.
//! * **An impostor** cannot register a string that looks like another's, nor a key without its secret (or one that has
//!   none), nor a key that another identity has or had.
//! * **Who copies an alias** out of the pool registers it under an account that it does not open for.
//!
//! ## Low-level part
//!
//! The account of a removed device may disappear and would start again with nonce 0, so that anyone could replay its old
//! transactions after it has been registered anew. [`RetiredNonce`] keeps the nonce, and a new registration goes on from it.
//!
//! Whoever wraps a call (proxy, multisig) changes its origin after validation; the calls therefore check themselves what
//! [`admission::CheckAdmitted`] checks before.

#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use types::{
	AccountSpan, AdmissionPolicy, AliasRecord, Details, Device, DeviceProfile, DeviceStatus, HistoryEntry, Identity,
	Inventory, KeptNonce, KeyRecord, Loan, MAX_ACCOUNTS, MAX_DEPTH, MAX_DETAILS, MAX_KEYS, MAX_NAME, MAX_PAGE,
	MAX_PARTS, MAX_STORED_KEYS, Name, Offer, Part, Participant, Passage, Sponsorship, Standing, Stock, Stocks, Terms,
};
pub use weights::WeightInfo;

pub mod admission;
#[cfg(any(feature = "runtime-benchmarks", test))]
mod benchmarking;
mod calls;
mod deposits;
mod errors;
mod events;
pub mod fees;
mod impl_admission;
mod impl_aliases;
mod impl_devices;
mod impl_identities;
mod impl_ownership;
mod impl_registry;
#[cfg(test)]
mod mock;
mod storage;
#[cfg(test)]
mod tests;
mod text;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

extern crate alloc;

use frame_support::{pallet_macros::import_section, traits::fungible};
use frame_system::pallet_prelude::BlockNumberFor;

/// The currency's amount, in planck.
pub type BalanceOf<T> = <<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;
/// A participant as this runtime stores it.
pub type ParticipantRecordOf<T> = Participant<BlockNumberFor<T>, BalanceOf<T>>;
/// A sponsorship as this runtime stores it.
pub type SponsorshipOf<T> = Sponsorship<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, BalanceOf<T>>;
/// A device as this runtime stores it.
pub type DeviceRecordOf<T> = Device<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, BalanceOf<T>>;
/// A device's inventory as this runtime stores it.
pub type InventoryOf<T> = Inventory<BalanceOf<T>>;
/// An offer as this runtime stores it.
pub type OfferOf<T> = Offer<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, BalanceOf<T>>;
/// A loan as this runtime stores it.
pub type LoanOf<T> = Loan<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, BalanceOf<T>>;
/// Something that has happened to a device, as this runtime stores it.
pub type PassageOf<T> = Passage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// An entry of a device's history as this runtime stores it.
pub type HistoryEntryOf<T> = HistoryEntry<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, BalanceOf<T>>;
/// A nonce that is kept, as this runtime stores it.
pub type KeptNonceOf<T> =
	KeptNonce<<T as frame_system::Config>::AccountId, <T as frame_system::Config>::Nonce, BalanceOf<T>>;
/// An identity as this runtime stores it.
pub type IdentityRecordOf<T> = Identity<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, BalanceOf<T>>;
/// A pair of keys as this runtime stores it.
pub type KeyRecordOf<T> = KeyRecord<BlockNumberFor<T>, BalanceOf<T>>;
/// An account of an identity as this runtime stores it.
pub type AccountSpanOf<T> = AccountSpan<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// An alias as this runtime stores it.
pub type AliasRecordOf<T> = AliasRecord<BlockNumberFor<T>, BalanceOf<T>>;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
#[allow(unused_qualifications, reason = "the pallet macros write full paths")]
pub mod pallet {
	use alloc::{string::String, vec::Vec};

	use bpiiot_primitives::{
		Claim, DeviceId, Hash, Role,
		device::DeviceUse,
		identity::{Handle, IdentityId, KeyIndex, NewKeys, PublicKey, RawHandle, SharedIdentity, Skeleton},
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Contains, fungible},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::{IdentifyAccount, Verify};

	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime has to provide.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token; quotas, deposits and stakes are held in it.
		type Currency: fungible::Inspect<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::BalancedHold<Self::AccountId>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// What a device's key signs its claim with, and an identity's new account its consent.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;

		/// The calls whose fees a quota pays. Only calls that are of use to the device's owner belong here, and none that
		/// carries other calls within it, since those would be sponsored too.
		type SponsoredCalls: Contains<<Self as frame_system::Config>::RuntimeCall>;

		/// Tells whether a device is still needed, which keeps it from being removed and from changing hands.
		type DeviceUse: DeviceUse;

		/// The committee: sets the policy of admission, admits, expels.
		type AdmissionOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;

		/// The policy of admission until the genesis block or the committee sets one.
		type InitialPolicy: Get<AdmissionPolicy>;

		/// The calls that [`admission::CheckAdmitted`] lets only participants and their devices send, also where another call
		/// carries them in its signer's name.
		type GatedCalls: Contains<<Self as frame_system::Config>::RuntimeCall>;

		/// Those of the gated calls with which a newcomer comes in: they start with `register_participant`, and what follows in
		/// them happens only if that has succeeded.
		type Registrations: Contains<<Self as frame_system::Config>::RuntimeCall>;

		/// Those of the gated calls with which one who has been expelled, has moved to another account, or has left and still
		/// has money held, settles what is open. [`admission::settles`] says which of this pallet's calls do.
		type ExitCalls: Contains<<Self as frame_system::Config>::RuntimeCall>;

		/// The accounts that are no participants, but that a participant has named in a contract.
		type Guests: admission::LetsIn<Self::AccountId, <Self as frame_system::Config>::RuntimeCall>;

		/// The accounts of which one of the contracts holds something, so that there is something to settle.
		type OpenAccounts: Contains<Self::AccountId>;

		/// Deposit for an entry of the state: its key, its fixed fields, its share of the trie; in planck. It makes filling the
		/// state cost capital, and leaves a reason to clean up.
		#[pallet::constant]
		type DepositBase: Get<BalanceOf<Self>>;

		/// Deposit for a byte of an entry's variable part, in planck.
		#[pallet::constant]
		type DepositPerByte: Get<BalanceOf<Self>>;

		/// What a sponsor puts at risk for a newcomer, in planck. It makes each false account of a Sybil cost capital.
		#[pallet::constant]
		type SponsorStake: Get<BalanceOf<Self>>;

		/// For how many blocks after a newcomer's registration the sponsor's stake is at risk.
		#[pallet::constant]
		type Probation: Get<BlockNumberFor<Self>>;

		/// For how many blocks replaced keys and retired identities stay, so that old records can be checked and nobody
		/// takes a string while others still trust it.
		#[pallet::constant]
		type Retention: Get<BlockNumberFor<Self>>;

		/// Longest loan, in blocks. It keeps a slip of the pen from lending a machine for centuries.
		#[pallet::constant]
		type MaxLoan: Get<BlockNumberFor<Self>>;

		/// For how many blocks ahead a device's claim is good at most.
		#[pallet::constant]
		type MaxClaim: Get<BlockNumberFor<Self>>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Set aside by an owner for the fees of its devices.
		#[codec(index = 0)]
		FeeQuota,
		/// For what an account has stored.
		#[codec(index = 1)]
		Deposit,
		/// At risk for a newcomer.
		#[codec(index = 2)]
		SponsorStake,
	}

	/// The first policy and the first participants.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Who may become a participant; the runtime's own choice when there is none.
		pub policy: Option<AdmissionPolicy>,
		/// Participants without a deposit: account, role, name. A closed network needs somebody who is in.
		pub participants: Vec<(T::AccountId, Role, String)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Some(policy) = self.policy {
				Policy::<T>::put(policy);
			}
			for (account, role, name) in &self.participants {
				let registered =
					<Pallet<T> as bpiiot_primitives::device::Registry<_>>::register(account, *role, name.as_bytes());
				assert!(registered.is_ok(), "a participant of the genesis block cannot be registered: {registered:?}");
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_n: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// The limits of the stored data.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Most kinds of parts in a device's profile, and of things in its inventory.
		#[pallet::constant_name(MaxParts)]
		fn max_parts() -> u32 {
			MAX_PARTS
		}
		/// Most levels of parts within parts.
		#[pallet::constant_name(MaxDepth)]
		fn max_depth() -> u32 {
			MAX_DEPTH
		}
		/// Most entries that a view function returns.
		#[pallet::constant_name(MaxPage)]
		fn max_page() -> u32 {
			MAX_PAGE
		}
		/// Most pairs of keys that an identity uses at a time.
		#[pallet::constant_name(MaxKeys)]
		fn max_keys() -> u32 {
			MAX_KEYS
		}
		/// Most pairs of keys that an identity stores, the replaced ones included.
		#[pallet::constant_name(MaxStoredKeys)]
		fn max_stored_keys() -> u32 {
			MAX_STORED_KEYS
		}
		/// Most accounts that an identity has in its life.
		#[pallet::constant_name(MaxAccounts)]
		fn max_accounts() -> u32 {
			MAX_ACCOUNTS
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The participant with this account.
		pub fn participant(account: T::AccountId) -> Option<ParticipantRecordOf<T>> {
			Participants::<T>::get(account)
		}

		/// The device with this number.
		pub fn device(device: DeviceId) -> Option<DeviceRecordOf<T>> {
			Devices::<T>::get(device)
		}

		/// The number and the record of the device that signs with this account.
		pub fn device_by_account(account: T::AccountId) -> Option<(DeviceId, DeviceRecordOf<T>)> {
			let id = DeviceOf::<T>::get(account)?;
			Some((id, Devices::<T>::get(id)?))
		}

		/// Numbers of the owner's devices in the order of the storage: at most `limit` and at most 100, those that follow
		/// `after`, or the first ones.
		pub fn devices_of(owner: T::AccountId, after: Option<DeviceId>, limit: u32) -> Vec<DeviceId> {
			let keys = match after {
				Some(id) => DevicesOf::<T>::iter_key_prefix_from(&owner, DevicesOf::<T>::hashed_key_for(&owner, id)),
				None => DevicesOf::<T>::iter_key_prefix(&owner),
			};
			keys.take(limit.min(MAX_PAGE) as usize).collect()
		}

		/// What is left of the money for a device's fees, in planck.
		pub fn fee_quota(device: DeviceId) -> BalanceOf<T> {
			FeeQuota::<T>::get(device)
		}

		/// Who may become a participant.
		pub fn policy() -> AdmissionPolicy {
			Policy::<T>::get()
		}

		/// Whether this account could register as a participant now.
		pub fn may_register(account: T::AccountId) -> bool {
			Self::can_register(&account)
		}

		/// Whether this account is a participant that has neither been expelled nor moved to another account, or the device of
		/// one, or of one who has moved to such an account.
		pub fn admitted(account: T::AccountId) -> bool {
			Self::standing(&account) == Standing::Admitted
		}

		/// Who answers for this account.
		pub fn sponsorship(newcomer: T::AccountId) -> Option<SponsorshipOf<T>> {
			Sponsorships::<T>::get(newcomer)
		}

		/// The accounts for which a sponsor answers, in the order of the storage: at most `limit` and at most 100, those that
		/// follow `after`, or the first ones.
		pub fn sponsored_by(sponsor: T::AccountId, after: Option<T::AccountId>, limit: u32) -> Vec<T::AccountId> {
			let keys = match after {
				Some(newcomer) => SponsoredBy::<T>::iter_key_prefix_from(
					&sponsor,
					SponsoredBy::<T>::hashed_key_for(&sponsor, newcomer),
				),
				None => SponsoredBy::<T>::iter_key_prefix(&sponsor),
			};
			keys.take(limit.min(MAX_PAGE) as usize).collect()
		}

		/// The identity with this number.
		pub fn identity(identity: IdentityId) -> Option<IdentityRecordOf<T>> {
			Identities::<T>::get(identity)
		}

		/// The identity with exactly this string, whatever its capitals. A string that only looks alike finds nothing.
		pub fn identity_by_handle(handle: Vec<u8>) -> Option<(IdentityId, IdentityRecordOf<T>)> {
			let handle = Handle::parse(&handle).ok()?;
			let id = Handles::<T>::get(handle.skeleton())?;
			let identity = Identities::<T>::get(id)?;
			(identity.handle == handle).then_some((id, identity))
		}

		/// The string that keeps this one from being registered: itself, or one that looks like it.
		pub fn look_alike(handle: Vec<u8>) -> Option<Handle> {
			let id = Handles::<T>::get(Handle::parse(&handle).ok()?.skeleton())?;
			Identities::<T>::get(id).map(|identity| identity.handle)
		}

		/// The identity to which this account belongs or belonged.
		pub fn identity_by_account(account: T::AccountId) -> Option<(IdentityId, IdentityRecordOf<T>)> {
			let (id, _) = IdentityOf::<T>::get(account)?;
			Some((id, Identities::<T>::get(id)?))
		}

		/// Equation 7 for this account, now: the address, n signing keys and n encryption keys. None for a former account.
		pub fn shared_identity(account: T::AccountId) -> Option<SharedIdentity<T::AccountId>> {
			Self::do_shared_identity(account, frame_system::Pallet::<T>::block_number())
		}

		/// Equation 7 for this account in the state after `block`. None when the account had no identity then.
		pub fn shared_identity_at(
			account: T::AccountId,
			block: BlockNumberFor<T>,
		) -> Option<SharedIdentity<T::AccountId>> {
			Self::do_shared_identity(account, block)
		}

		/// A pair of keys of an identity, with the blocks for which it was valid.
		pub fn key(identity: IdentityId, index: KeyIndex) -> Option<KeyRecordOf<T>> {
			Keys::<T>::get(identity, index)
		}

		/// The pairs of keys of an identity with the numbers `from` to `from + limit − 1`, at most 100 numbers, the replaced
		/// ones included. Numbers that have been pruned are left out.
		pub fn keys_of(identity: IdentityId, from: KeyIndex, limit: u32) -> Vec<(KeyIndex, KeyRecordOf<T>)> {
			let end = from.saturating_add(limit.min(MAX_PAGE));
			(from..end).filter_map(|index| Keys::<T>::get(identity, index).map(|record| (index, record))).collect()
		}

		/// The pair to which a public key belongs or belonged.
		pub fn key_owner(key: PublicKey) -> Option<(IdentityId, KeyIndex)> {
			KeyOwner::<T>::get(key)
		}

		/// Whether a key was among the valid keys of this account's identity in the state after `block`, and the account was
		/// the identity's then.
		pub fn key_valid_at(account: T::AccountId, key: PublicKey, block: BlockNumberFor<T>) -> bool {
			Self::is_key_valid_at(&account, &key, block)
		}

		/// The accounts that an identity has had, the first one first; at most 32.
		pub fn accounts_of(identity: IdentityId) -> Vec<AccountSpanOf<T>> {
			(0..MAX_ACCOUNTS).map_while(|index| Accounts::<T>::get(identity, index)).collect()
		}

		/// The account of an identity in the state after `block`.
		pub fn account_at(identity: IdentityId, block: BlockNumberFor<T>) -> Option<T::AccountId> {
			(0..MAX_ACCOUNTS)
				.map_while(|index| Accounts::<T>::get(identity, index))
				.find(|span| types::within(block, span.from, span.until))
				.map(|span| span.account)
		}

		/// What is kept with a device.
		pub fn inventory(device: DeviceId) -> Option<InventoryOf<T>> {
			Inventories::<T>::get(device)
		}

		/// To whom a device is offered, and on which terms.
		pub fn offer(device: DeviceId) -> Option<OfferOf<T>> {
			Offers::<T>::get(device)
		}

		/// The loan of a device, as long as it lasts.
		pub fn loan(device: DeviceId) -> Option<LoanOf<T>> {
			Self::running_loan(device)
		}

		/// Who works with a device: its borrower, or else its owner.
		pub fn operator(device: DeviceId) -> Option<T::AccountId> {
			Self::operator_of_device(device)
		}

		/// Numbers of the devices lent to an account in the order of the storage: at most `limit` and at most 100, those that
		/// follow `after`, or the first ones. A loan that has ended stays in the list until its record is deleted.
		pub fn lent_to(borrower: T::AccountId, after: Option<DeviceId>, limit: u32) -> Vec<DeviceId> {
			let keys = match after {
				Some(id) => LentTo::<T>::iter_key_prefix_from(&borrower, LentTo::<T>::hashed_key_for(&borrower, id)),
				None => LentTo::<T>::iter_key_prefix(&borrower),
			};
			keys.take(limit.min(MAX_PAGE) as usize).collect()
		}

		/// How many entries the history of a device has.
		pub fn history_length(device: DeviceId) -> u32 {
			HistoryLength::<T>::get(device)
		}

		/// The history of a device from entry `from` on, the oldest first: at most `limit` and at most 100 entries.
		pub fn history(device: DeviceId, from: u32, limit: u32) -> Vec<HistoryEntryOf<T>> {
			let end = from.saturating_add(limit.min(MAX_PAGE)).min(HistoryLength::<T>::get(device));
			(from..end).filter_map(|index| History::<T>::get(device, index)).collect()
		}

		/// The record of an alias that a party has registered.
		pub fn alias(party: T::AccountId, alias: Hash) -> Option<AliasRecordOf<T>> {
			Aliases::<T>::get(party, alias)
		}

		/// The aliases that a party has registered, in the order of the storage: at most `limit` and at most 100, those that
		/// follow `after`, or the first ones.
		pub fn aliases_of(party: T::AccountId, after: Option<Hash>, limit: u32) -> Vec<Hash> {
			let keys = match after {
				Some(alias) => Aliases::<T>::iter_key_prefix_from(&party, Aliases::<T>::hashed_key_for(&party, alias)),
				None => Aliases::<T>::iter_key_prefix(&party),
			};
			keys.take(limit.min(MAX_PAGE) as usize).collect()
		}
	}
}
