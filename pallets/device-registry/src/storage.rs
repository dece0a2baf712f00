//! The storage; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's storage.
#[pallet_section]
mod storage {
	/// Who may become a participant.
	#[pallet::storage]
	pub type Policy<T: Config> = StorageValue<_, AdmissionPolicy, ValueQuery, <T as Config>::InitialPolicy>;

	/// Those whom the committee has admitted and who have not come yet. The committee chooses the keys; it has the cryptographic
	/// hasher nevertheless, since accounts come from outside.
	#[pallet::storage]
	pub type Admissions<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ()>;

	/// Who answers for which newcomer. Sponsors choose the keys, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Sponsorships<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, SponsorshipOf<T>>;

	/// The newcomers for whom each sponsor answers. Both keys are chosen by users, hence the cryptographic hashers.
	#[pallet::storage]
	pub type SponsoredBy<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, (), OptionQuery>;

	/// All participants. They choose their keys, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Participants<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ParticipantRecordOf<T>>;

	/// Those who have been expelled, also when they have left since. The committee chooses the keys; it has the cryptographic
	/// hasher nevertheless, since accounts come from outside.
	#[pallet::storage]
	pub type Expulsions<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ()>;

	/// All identities. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Identities<T: Config> = StorageMap<_, Twox64Concat, IdentityId, IdentityRecordOf<T>>;

	/// The identity whose string looks like this. Users choose the strings, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Handles<T: Config> = StorageMap<_, Blake2_128Concat, Skeleton, IdentityId>;

	/// The identity to which an account belongs or belonged, and which of the identity's accounts it is. Users choose the
	/// accounts, hence the cryptographic hasher.
	#[pallet::storage]
	pub type IdentityOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, (IdentityId, u32)>;

	/// The accounts of each identity, numbered from zero; both keys are given by the pallet, so nobody can choose them.
	#[pallet::storage]
	pub type Accounts<T: Config> = StorageDoubleMap<_, Twox64Concat, IdentityId, Twox64Concat, u32, AccountSpanOf<T>>;

	/// The pairs of keys of each identity; both keys are given by the pallet, so nobody can choose them.
	#[pallet::storage]
	pub type Keys<T: Config> = StorageDoubleMap<_, Twox64Concat, IdentityId, Twox64Concat, KeyIndex, KeyRecordOf<T>>;

	/// The pair to which a public key belongs or belonged. Users choose their keys, hence the cryptographic hasher.
	#[pallet::storage]
	pub type KeyOwner<T: Config> = StorageMap<_, Blake2_128Concat, PublicKey, (IdentityId, KeyIndex)>;

	/// The number of the next identity; numbers are never used again.
	#[pallet::storage]
	pub type NextIdentity<T: Config> = StorageValue<_, IdentityId, ValueQuery>;

	/// All devices. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Devices<T: Config> = StorageMap<_, Twox64Concat, DeviceId, DeviceRecordOf<T>>;

	/// The device to which an account belongs. Owners choose the accounts, hence the cryptographic hasher.
	#[pallet::storage]
	pub type DeviceOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, DeviceId>;

	/// The devices of each owner. Accounts are chosen by users (cryptographic hasher), numbers by the pallet.
	#[pallet::storage]
	pub type DevicesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, DeviceId, (), OptionQuery>;

	/// The number of the next device; numbers are never used again.
	#[pallet::storage]
	pub type NextDevice<T: Config> = StorageValue<_, DeviceId, ValueQuery>;

	/// What is left of the money for each device's fees, in planck; held on the owner's account. The pallet numbers the
	/// devices itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type FeeQuota<T: Config> = StorageMap<_, Twox64Concat, DeviceId, BalanceOf<T>, ValueQuery>;

	/// The nonce that the account of a removed device had, where it would start again from zero. Owners choose the
	/// accounts, hence the cryptographic hasher.
	#[pallet::storage]
	pub type RetiredNonce<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, KeptNonceOf<T>>;

	/// What is kept with each device. The pallet numbers the devices itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Inventories<T: Config> = StorageMap<_, Twox64Concat, DeviceId, InventoryOf<T>>;

	/// The devices that are offered to somebody. The pallet numbers the devices itself, so nobody can choose keys that
	/// collide.
	#[pallet::storage]
	pub type Offers<T: Config> = StorageMap<_, Twox64Concat, DeviceId, OfferOf<T>>;

	/// The devices that are lent. A loan that has ended has no effect and is deleted when somebody next touches it. The pallet
	/// numbers the devices itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Loans<T: Config> = StorageMap<_, Twox64Concat, DeviceId, LoanOf<T>>;

	/// The devices lent to each borrower. Accounts are chosen by users (cryptographic hasher), numbers by the pallet.
	#[pallet::storage]
	pub type LentTo<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, DeviceId, (), OptionQuery>;

	/// What has happened to each device, numbered from zero. Both keys are given by the pallet, so nobody can choose them.
	#[pallet::storage]
	pub type History<T: Config> = StorageDoubleMap<_, Twox64Concat, DeviceId, Twox64Concat, u32, HistoryEntryOf<T>>;

	/// How many entries each device's history has. The pallet numbers the devices itself, so nobody can choose keys that
	/// collide.
	#[pallet::storage]
	pub type HistoryLength<T: Config> = StorageMap<_, Twox64Concat, DeviceId, u32, ValueQuery>;

	/// The aliases that each party has registered. Both keys are chosen by users, hence the cryptographic hashers.
	#[pallet::storage]
	pub type Aliases<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, Hash, AliasRecordOf<T>>;
}
