//! The storage; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's storage.
#[pallet_section]
mod storage {
	/// All relationships. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Relationships<T: Config> = StorageMap<_, Twox64Concat, RelationshipId, RelationshipOf<T>>;

	/// The number of the next relationship.
	#[pallet::storage]
	pub type NextRelationship<T: Config> = StorageValue<_, RelationshipId, ValueQuery>;

	/// The relationships of each party, on either side (paper: SC). Accounts can be chosen, hence their cryptographic hasher;
	/// relationships are numbered by the pallet.
	#[pallet::storage]
	pub type RelationshipsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, PartyOf<T>, Twox64Concat, RelationshipId, (), OptionQuery>;

	/// The relationship between a subject and a partner that has not ended. Accounts can be chosen, hence the cryptographic
	/// hashers.
	#[pallet::storage]
	pub type Between<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, PartyOf<T>, Blake2_128Concat, T::AccountId, RelationshipId>;

	/// How many unanswered invitations each account has sent. Accounts can be chosen, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Invitations<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// How many relationships each device has that were accepted and have not ended; it stays registered, and with its owner,
	/// while there are any. The registry numbers devices itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type Uses<T: Config> = StorageMap<_, Twox64Concat, DeviceId, u32, ValueQuery>;

	/// The records in effect. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Records<T: Config> = StorageMap<_, Twox64Concat, RecordId, RecordOf<T>>;

	/// New and changed records that have not taken effect. The pallet numbers records itself.
	#[pallet::storage]
	pub type Proposals<T: Config> = StorageMap<_, Twox64Concat, RecordId, ProposalOf<T>>;

	/// The records of each relationship, in effect or proposed. The pallet gives out both numbers.
	#[pallet::storage]
	pub type RecordsOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, RelationshipId, Twox64Concat, RecordId, (), OptionQuery>;

	/// The number of the next record.
	#[pallet::storage]
	pub type NextRecord<T: Config> = StorageValue<_, RecordId, ValueQuery>;

	/// The permissions on the records of a relationship (`source`) by the viewer's relationship (`via`). The pallet numbers
	/// relationships itself; tags can be chosen, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Permissions<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, RelationshipId>,
			NMapKey<Twox64Concat, RelationshipId>,
			NMapKey<Blake2_128Concat, Scope>,
		),
		PermissionOf<T>,
	>;

	/// The other direction: the permissions of a viewer's relationship (`via`) by `source`. Hashers as in `Permissions`.
	#[pallet::storage]
	pub type Granted<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, RelationshipId>,
			NMapKey<Twox64Concat, RelationshipId>,
			NMapKey<Blake2_128Concat, Scope>,
		),
		(),
		OptionQuery,
	>;

	/// What has been receipted in each relationship. The pallet numbers relationships itself.
	#[pallet::storage]
	pub type ReceiptLogs<T: Config> =
		StorageMap<_, Twox64Concat, RelationshipId, ReceiptLog<BlockNumberFor<T>>, ValueQuery>;

	/// The last batches of receipts of each relationship, batch n in place n modulo [`KEPT_BATCHES`]. The pallet gives out
	/// both numbers.
	#[pallet::storage]
	pub type Receipts<T: Config> =
		StorageDoubleMap<_, Twox64Concat, RelationshipId, Twox64Concat, u32, BatchSummaryOf<T>>;

	/// The state of each inbox. Accounts can be chosen, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Mailboxes<T: Config> = StorageMap<_, Blake2_128Concat, PartyOf<T>, Mailbox<BlockNumberFor<T>>, ValueQuery>;

	/// The notices that have not been acknowledged. Accounts can be chosen, hence their cryptographic hasher; notices are
	/// numbered by the pallet.
	#[pallet::storage]
	pub type Inbox<T: Config> = StorageDoubleMap<_, Blake2_128Concat, PartyOf<T>, Twox64Concat, u64, NoticeOf<T>>;
}
